import { shownNode } from '../../../engine/graph'
import { NodeName } from '../../widgets/names'
import { endsOf } from './role-bundles'
import { EdgeButtons } from './edge-buttons'
import styles from './node-edges.module.css'
import type { GroupCardProps } from './stage-data'

/** The circuit's edges into and out of the node that is selected. */
export function NodeEdges({ circuit, data, graph, node }: GroupCardProps) {
  if (node === null || circuit.edges.length === 0) return null
  const ends = circuit.edges.map((edge) => ({ edge, ...endsOf(edge) }))
  const into = ends.filter(({ receiver }) => receiver === node).map(({ edge }) => edge)
  const from = ends.filter(({ sender }) => sender === node).map(({ edge }) => edge)
  return (
    <div className={styles.edges}>
      {(
        [
          ['Into', into],
          ['Out of', from],
        ] as const
      ).map(([title, edges]) => (
        <section key={title}>
          <h4>
            {title} <NodeName node={node} /> <span className="dim">{edges.length}</span>
          </h4>
          <EdgeButtons
            label={`${title} ${shownNode(node)}`}
            edges={edges}
            source={data.source}
            graph={graph}
          />
        </section>
      ))}
    </div>
  )
}
