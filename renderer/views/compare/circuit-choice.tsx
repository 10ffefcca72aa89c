import { NativeSelect, NumberInput } from '@mantine/core'
import type { ComparedCircuit, EdgeChoice } from '../../../contract'
import { chooseEdges } from '../../state/compare'
import { isUnanswered } from '../../state/score-question'
import { formatCount } from '../../widgets/format'
import styles from './circuit-choice.module.css'

interface CircuitChoiceProps {
  side: ComparedCircuit
  /** In labels: `A`, or the name of the run. */
  name: string
}

/** Which edges of a scored run make its circuit. Nothing for a run that found a circuit itself. */
export function CircuitChoice({ side, name }: CircuitChoiceProps) {
  const { run, choice, edges } = side
  if (!choice) return null
  const isTop = 'top' in choice
  const choose = (next: EdgeChoice) => chooseEdges(run.id, next)
  return (
    <span className={styles.choice} role="group" aria-label={`Edges of ${name}`}>
      <NativeSelect
        size="xs"
        w={104}
        aria-label={`Edges of ${name} by`}
        value={isTop ? 'top' : 'threshold'}
        data={[
          { value: 'top', label: 'best n' },
          { value: 'threshold', label: 'score ≥ t' },
        ]}
        onChange={(event) =>
          choose(
            event.currentTarget.value === 'top'
              ? { top: edges, by: choice.by }
              : { threshold: 0, by: choice.by },
          )
        }
      />
      <NumberInput
        size="xs"
        w={86}
        aria-label={isTop ? `Best edges of ${name}` : `Least score of ${name}`}
        value={isTop ? choice.top : choice.threshold}
        min={isTop ? 0 : undefined}
        max={isTop ? run.edgesTotal : undefined}
        allowDecimal={!isTop}
        step={isTop ? 1 : 0.001}
        onChange={(value) => {
          if (typeof value !== 'number') return
          choose(isTop ? { top: value, by: choice.by } : { threshold: value, by: choice.by })
        }}
      />
      <NativeSelect
        size="xs"
        w={112}
        aria-label={`Edges of ${name} ranked by`}
        value={choice.by}
        data={[
          { value: 'absolute', label: 'by |score|' },
          { value: 'signed', label: 'by signed score', disabled: isUnanswered(run) },
        ]}
        onChange={(event) => choose({ ...choice, by: event.currentTarget.value as EdgeChoice['by'] })}
      />
      {!isTop && <span className="dim">{formatCount(edges)} edges</span>}
    </span>
  )
}
