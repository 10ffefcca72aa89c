import { NativeSelect, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { SweepDetail } from '../../../contract'
import { filteredPoints, useSweepFilter } from '../../state/sweep-filter'
import { shownValues } from '../../state/sweep-words'
import { selectPoint } from '../../state/sweeps'
import { Section } from '../../widgets/panes'
import { bestOfSize } from './best-circuit'
import styles from './best-section.module.css'
import { bySize, pointText, type SweptNumber } from './sweep-data'

/** Which of the shown circuits of at most a given size is the best one. */
export function BestSection({ detail }: { detail: SweepDetail }) {
  const filter = useSweepFilter(detail)
  const [most, setMost] = useState<number | null>(null)
  const [by, setBy] = useState<SweptNumber>('kl')
  const points = bySize(filteredPoints(detail.points, filter))
  const largest = Math.max(0, ...points.map(({ point }) => point.edges ?? 0))
  const best = bestOfSize(points, most ?? largest, by)
  return (
    <Section title="Best of a size">
      <div className={styles.fields}>
        <span className="dim">at most</span>
        <NumberInput
          size="xs"
          w={84}
          min={0}
          allowDecimal={false}
          aria-label="Edges at most"
          value={most ?? largest}
          onChange={(typed) => setMost(typeof typed === 'number' ? typed : null)}
        />
        <span className="dim">edges, by</span>
        <NativeSelect
          size="xs"
          aria-label="Best by"
          value={by}
          data={[
            { value: 'kl', label: 'lowest KL' },
            { value: 'faithfulness', label: 'faithfulness nearest 100 %' },
          ]}
          onChange={(event) => setBy(event.currentTarget.value as SweptNumber)}
        />
      </div>
      {best ? (
        <button
          type="button"
          className={styles.best}
          title={`Shows ${shownValues(best.point.values)}`}
          onClick={() => selectPoint(best.index)}
        >
          {pointText(best.point, by)}
        </button>
      ) : (
        <p className="nothing">No circuit of at most so many edges is measured.</p>
      )}
    </Section>
  )
}
