import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { keptEdges } from '../../graph/draw-cap'
import { discoverPart } from '../../methods/registry'
import { valueScale } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { isScored } from '../../state/scored-run'
import { useWorkbench } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Section } from '../../widgets/panes'
import { EdgeRow, EdgeRowHead } from './edge-row'
import styles from './inspector.module.css'

const ROW_PX = 24
/** Room for the metrics below, where there are any. */
const MOST_ROWS = { withMetrics: 16, alone: 26 }

/** The circuit as a list, the largest effect first. */
export function KeptEdges({ run }: { run: LiveRun }) {
  const box = useRef<HTMLDivElement>(null)
  const selection = useWorkbench((state) => state.selection)
  const edges = useMemo(() => keptEdges(run), [run])
  const largest = useMemo(() => valueScale(run).largest, [run])
  const rows = useVirtualizer({
    count: edges.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  return (
    <Section
      title={isScored(run) ? 'Top edges by score' : 'Kept edges'}
      note={formatCount(edges.length)}
      hint={discoverPart(run.summary.method).listHint}
    >
      {edges.length === 0 && (
        <p className="dim">
          {run.decided < run.graph.edgeCount
            ? 'None yet.'
            : 'No edge was kept. A smaller threshold keeps more.'}
        </p>
      )}
      <EdgeRowHead run={run} edges={edges} />
      <div
        ref={box}
        role="list"
        aria-label="Kept edges"
        className={styles.list}
        style={{
          height:
            Math.min(edges.length, run.detail.measurements ? MOST_ROWS.withMetrics : MOST_ROWS.alone) *
            ROW_PX,
        }}
      >
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <div
              key={edges[index]}
              role="listitem"
              className={styles.listItem}
              style={{ transform: `translateY(${start}px)` }}
            >
              <EdgeRow
                run={run}
                edge={edges[index]}
                largest={largest}
                isSelected={selection?.kind === 'edge' && selection.edge === edges[index]}
              />
            </div>
          ))}
        </div>
      </div>
    </Section>
  )
}
