import { SegmentedControl } from '@mantine/core'
import type { ComputationalGraph } from '../../../../engine/graph'
import { graphTable, type GraphTableOf } from '../../../state/graph-table'
import type { LiveRun } from '../../../state/live-run'
import { capitalised, formatCount } from '../../../widgets/format'
import { EdgeTable } from './edge-table'
import styles from './graph-table.module.css'
import { NodeTable } from './node-table'
import { circuitWord } from './table-rows'

interface GraphTableProps {
  graph: ComputationalGraph
  run: LiveRun | null
}

/** What the canvas draws, as rows: the same nodes and edges, the same selection, for who cannot see or point at a drawing. */
export function GraphTable({ graph, run }: GraphTableProps) {
  const chosen = graphTable.use((form) => form.of)
  // Before a run there is no circuit yet.
  const of = !run && chosen === 'kept' ? 'edges' : chosen
  return (
    <section className={styles.pane} aria-label="Table of the graph">
      <div className={styles.head}>
        <SegmentedControl
          size="xs"
          aria-label="Listed"
          value={of}
          onChange={(value) => graphTable.set({ of: value as GraphTableOf })}
          data={[
            { value: 'kept', label: `${capitalised(circuitWord(run))} edges`, disabled: !run },
            { value: 'edges', label: 'All edges' },
            { value: 'nodes', label: 'Nodes' },
          ]}
        />
        <span className="dim" role="status" aria-live="off" aria-label="Listed in the table">
          {run ? `${formatCount(run.kept)} of ${formatCount(graph.edgeCount)} edges ${circuitWord(run)}` : 'no run yet'}
        </span>
      </div>
      {of === 'nodes' ? (
        <NodeTable graph={graph} run={run} />
      ) : (
        <EdgeTable key={of} graph={graph} run={run} isAll={of === 'edges'} />
      )}
    </section>
  )
}
