import { useMemo } from 'react'
import { keptEdges } from '../../graph/draw-cap'
import { discoverPart } from '../../methods/registry'
import { valueScale } from '../../state/edge-values'
import { findsOf } from '../../state/finds'
import type { LiveRun } from '../../state/live-run'
import { useWorkbench } from '../../state/workbench'
import { formatCount, formatThreshold } from '../../widgets/format'
import { Section } from '../../widgets/panes'
import { VirtualRows } from '../../widgets/virtual-rows'
import { EdgeRow, EdgeRowHead } from './edge-row'

const ROW_PX = 24
/** Fewer where there are metrics below. */
const MOST_ROWS = { withMetrics: 12, alone: 26 }

/** The circuit as a list, the largest effect first. */
export function KeptEdges({ run }: { run: LiveRun }) {
  const selection = useWorkbench((state) => state.selection)
  const edges = useMemo(() => keptEdges(run), [run])
  const largest = useMemo(() => valueScale(run).largest, [run])
  return (
    <Section
      title={run.excerpt?.kind === 'scores' ? 'Top edges by score' : 'Kept edges'}
      note={noteOf(run, edges.length)}
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
      <VirtualRows
        keptAs="kept edges"
        count={edges.length}
        keyOf={(index) => edges[index]}
        rowHeight={ROW_PX}
        overscan={8}
        mostRows={run.detail.measurements ? MOST_ROWS.withMetrics : MOST_ROWS.alone}
        box={{ role: 'list', 'aria-label': 'Kept edges' }}
        row={(index) => (
          <EdgeRow
            run={run}
            edge={edges[index]}
            largest={largest}
            isSelected={selection?.kind === 'edge' && selection.edge === edges[index]}
          />
        )}
      />
    </Section>
  )
}

/** `29, harm ≥ τ 0.02`: what decided is the harm of removal; an effect may be smaller. */
function noteOf({ summary, detail, excerpt }: LiveRun, count: number): string {
  if (excerpt?.kind === 'scores') return formatCount(count)
  // A fork took the decisions before it from a run with another threshold.
  if (!findsOf(summary).decidesEdges || count === 0 || detail.provenance?.fork) return formatCount(count)
  const harm = summary.absolute ? '|harm|' : 'harm'
  return `${formatCount(count)}, ${harm} ≥ τ ${formatThreshold(summary.threshold)}`
}
