import { useMemo } from 'react'
import type { Evaluation } from '../../../contract'
import { Panel } from '../stages/panel'
import styles from '../stages/stages.module.css'
import { minimalityRows, percent } from './judge-data'

/** Faithfulness of the circuit without each of its nodes. */
export function MinimalityPanel({
  whole,
  nodes,
  isWide = false,
}: {
  /** Faithfulness of the circuit with all its nodes. */
  whole: number | null
  nodes: NonNullable<Evaluation['minimality']>
  isWide?: boolean
}) {
  const rows = useMemo(() => minimalityRows(nodes), [nodes])
  const isSigned = rows.every(({ without }) => without !== null)
  const note = isSigned
    ? `circuit ${percent(whole)} + change = without the node, each rounded`
    : 'size of the change of faithfulness without the node'
  return (
    <Panel title="Minimality" note={note} isWide={isWide}>
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Minimality">
          <thead>
            <tr>
              <th scope="col" data-left>
                Node
              </th>
              {isSigned && <th scope="col">Faithfulness without</th>}
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ node, without, change }) => (
              <tr key={node}>
                <td data-left>{node}</td>
                {isSigned && <td>{without}</td>}
                <td>{change}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
