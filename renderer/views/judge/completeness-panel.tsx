import { useMemo, useState } from 'react'
import type { CompletenessSet, Evaluation } from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { DiagonalScatter } from '../../plots/diagonal-scatter'
import { formatPlural } from '../../widgets/format'
import { NodeRoleMark } from '../../widgets/role-mark'
import { Panel } from '../stages/panel'
import styles from './completeness-panel.module.css'
import { percent, wholePercent, worstSet } from './judge-data'

/** What the circuit and the whole model do without the same nodes: in a complete circuit both do the same. */
export function CompletenessPanel({ evaluation, name }: { evaluation: Evaluation; name: string }) {
  const { completeness, completenessSets: sets } = evaluation
  if (completeness === null) return null
  if (!sets || sets.length === 0)
    return (
      <Panel title="Completeness">
        <p className={styles.said}>
          Incompleteness {percent(completeness)}. This judgement was made by an older version, which did not
          keep the sets of nodes: judge the circuit again to see them.
        </p>
      </Panel>
    )
  return <Sets sets={sets} incompleteness={completeness} name={name} />
}

interface SetsProps {
  sets: readonly CompletenessSet[]
  incompleteness: number
  name: string
}

function Sets({ sets, incompleteness, name }: SetsProps) {
  const worst = worstSet(sets)
  const [chosen, setChosen] = useState<number | null>(null)
  const at = chosen !== null && chosen < sets.length ? chosen : worst
  const points = useMemo(
    () => sets.map(({ circuit, model }, set) => ({ x: model, y: circuit, name: setName(set, sets[set]) })),
    [sets],
  )
  return (
    <Panel
      title="Completeness"
      note={`incompleteness ${percent(incompleteness)}: the largest distance from the line`}
      data={{
        name: `${name}-completeness`,
        csv: () => [
          ['set', 'without', 'circuit', 'model'],
          ...sets.map(({ without, circuit, model }, set) => [set + 1, without.join(' '), circuit, model]),
        ],
        json: () => sets,
      }}
    >
      <DiagonalScatter
        label="Faithfulness of the circuit against that of the whole model, each without the same random set of nodes"
        points={points}
        xTitle="model without the set"
        yTitle="circuit without the set"
        includes={WHOLE}
        text={percent}
        axisText={wholePercent}
        chosen={at}
        onChoose={setChosen}
      />
      <ChosenSet set={sets[at]} title={setName(at, sets[at])} isWorst={at === worst} />
    </Panel>
  )
}

const WHOLE = [0, 1] as const

function setName(set: number, { without }: CompletenessSet): string {
  return `set ${set + 1}, ${without.length === 0 ? 'no nodes' : formatPlural(without.length, 'node')}`
}

function ChosenSet({ set, title, isWorst }: { set: CompletenessSet; title: string; isWorst: boolean }) {
  const { without, circuit, model } = set
  return (
    <div className={styles.set} aria-live="polite">
      <p className={styles.said}>
        <b>
          {title}
          {isWorst && ' (the worst)'}
        </b>
        : without it the circuit keeps {percent(circuit)}, the whole model {percent(model)}.
      </p>
      {without.length > 0 && (
        <ul className={styles.nodes} aria-label={`Nodes of ${title}`}>
          {without.map((node) => (
            <li key={node} title={node}>
              <NodeRoleMark node={node} isCompact />
              {shownNode(node)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
