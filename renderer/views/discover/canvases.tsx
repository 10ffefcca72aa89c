import { useMemo, type Ref } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import { drawnEdges, drawsUndecided, keptEdges } from '../../graph/draw-cap'
import { EdgeMatrixView } from '../../graph/edge-matrix-view'
import { GraphView, type GraphHandle } from '../../graph/graph-view'
import type { EdgeLook } from '../../graph/looks'
import { countArcs } from '../../graph/undecided-arcs'
import { discoverPart } from '../../methods/registry'
import { edgeUnderTest } from '../../state/edge-under-test'
import { edgeValue, valueScale } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { isLive } from '../../state/run-states'
import { updateWorkbench, useWorkbench, type Selection } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import styles from './canvases.module.css'

interface CanvasesProps {
  graph: ComputationalGraph
  run: LiveRun | null
  handle: Ref<GraphHandle>
}

/** The circuit, the edge matrix, or one above the other. */
export function Canvases({ graph, run, handle }: CanvasesProps) {
  const mode = useWorkbench((state) => state.canvasMode)
  return (
    <div className={styles.canvases}>
      {mode !== 'matrix' && <CircuitPane graph={graph} run={run} handle={handle} />}
      {mode === 'split' && <div className={styles.splitLine} role="separator" />}
      {mode !== 'circuit' && <MatrixPane graph={graph} run={run} />}
    </div>
  )
}

function CircuitPane({ graph, run, handle }: CanvasesProps) {
  const chosen = useWorkbench((state) => state.graphLayout)
  const selection = useWorkbench((state) => state.selection)
  const looks = useMemo(
    () => withSelected(run ? looksOf(run) : beforeRun(graph), selection, run),
    [graph, run, selection],
  )
  const arcs = useMemo(() => {
    if (drawsUndecided(graph)) return []
    return countArcs(graph, (edge) => !run || run.state[edge] === UNDECIDED)
  }, [graph, run])
  // Nodes stay where they are while edges are being decided.
  const layout = run && !isLive(run.summary.state) ? chosen : 'grid'
  const label = run ? `Circuit graph, ${formatCount(run.kept)} kept edges` : 'Circuit graph, no run yet'
  return (
    <GraphView
      graph={graph}
      edges={looks}
      layout={layout}
      arcs={arcs}
      selection={selection}
      onSelect={(next) => updateWorkbench({ selection: next })}
      label={label}
      handle={handle}
    />
  )
}

function MatrixPane({ graph, run }: { graph: ComputationalGraph; run: LiveRun | null }) {
  const selection = useWorkbench((state) => state.selection)
  const kept = useMemo(() => (run ? keptEdges(run) : []), [run])
  const cells = useMemo(() => {
    if (!run) return { state: new Uint8Array(graph.edgeCount), value: () => 0 }
    const { largest } = valueScale(run)
    return { state: run.state, value: (edge: number) => (largest > 0 ? edgeValue(run, edge) / largest : 0) }
  }, [graph, run])
  return (
    <EdgeMatrixView
      graph={graph}
      cells={cells}
      kept={kept}
      testing={run ? edgeUnderTest(run) : -1}
      selected={selection?.kind === 'edge' ? selection.edge : -1}
      onSelect={(edge) => updateWorkbench({ selection: { kind: 'edge', edge } })}
      describe={(edge) => (run ? discoverPart(run.summary.method).edgeText(run, edge) : 'not tested yet')}
      label={`Edge matrix, ${formatCount(graph.edgeCount)} edges`}
    />
  )
}

function looksOf(run: LiveRun): EdgeLook[] {
  return drawnEdges(run, valueScale(run).largest).looks
}

/** Before a run, small graphs show the edges that will be tested. */
function beforeRun(graph: ComputationalGraph): EdgeLook[] {
  if (!drawsUndecided(graph)) return []
  return Array.from({ length: graph.edgeCount }, (_, edge) => ({ edge, kind: 'undecided' as const }))
}

/** A selected edge is drawn even where the cap hides it or ACDC has removed it. */
function withSelected(looks: EdgeLook[], selection: Selection, run: LiveRun | null): EdgeLook[] {
  if (selection?.kind !== 'edge' || looks.some((look) => look.edge === selection.edge)) return looks
  const isKept = run?.state[selection.edge] === KEPT
  return [...looks, { edge: selection.edge, kind: isKept ? 'kept' : 'undecided' }]
}
