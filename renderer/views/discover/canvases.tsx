import { useEffect, useLayoutEffect, useMemo, type Ref } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import { drawnEdges, drawsUndecided, hiddenCount, keptEdges } from '../../graph/draw-cap'
import { EdgeMatrixView } from '../../graph/edge-matrix-view'
import { GraphView, type GraphHandle } from '../../graph/graph-view'
import { byStability, nodeClasses } from '../../graph/kept-classes'
import type { EdgeLook } from '../../graph/looks'
import { openNodes } from '../../graph/node-states'
import { countArcs } from '../../graph/layer-arcs'
import { discoverPart } from '../../methods/registry'
import { useDiscoverRun } from '../../state/discover-run'
import { edgeUnderTest } from '../../state/edge-under-test'
import { colourScale } from '../../state/edge-colour'
import { edgeValue } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { isLive } from '../../state/run-states'
import { useStability } from '../../state/stability'
import { updateWorkbench, useWorkbench, type Selection } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import styles from './canvases.module.css'
import { DrawnCount } from './drawn-count'
import { NothingKept } from './nothing-kept'
import { GraphTable } from './table/graph-table'

interface CanvasesProps {
  graph: ComputationalGraph
  run: LiveRun | null
  handle: Ref<GraphHandle>
}

/** The circuit, the edge matrix, one above the other, or both as a table. */
export function Canvases({ graph, run, handle }: CanvasesProps) {
  const mode = useWorkbench((state) => state.canvasMode)
  if (mode === 'table') return <GraphTable graph={graph} run={run} />
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
  const colour = useWorkbench((state) => state.edgeColour)
  const limit = useWorkbench((state) => state.drawnLimit)
  const drawn = useMemo(
    () => (run ? drawnEdges(run, colourScale(run, colour), limit).looks : beforeRun(graph)),
    [graph, run, colour, limit],
  )
  const stability = useStability(run?.summary ?? null, run?.kept ?? 0)
  const looks = useMemo(
    () => withSelected(stability ? byStability(drawn, stability) : drawn, selection, run),
    [drawn, selection, run, stability],
  )
  const classes = useMemo(() => stability && nodeClasses(stability), [stability])
  const circuit = useMemo(
    () => (run && hiddenCount(run, limit) > 0 ? keptEdges(run) : undefined),
    [run, limit],
  )
  const undecided = useMemo(() => {
    if (drawsUndecided(graph)) return undefined
    const isUndecided = (edge: number) => !run || run.state[edge] === UNDECIDED
    return { arcs: countArcs(graph, isUndecided), openNodes: openNodes(graph, isUndecided) }
  }, [graph, run])
  const isPruning = run !== null && isLive(run.summary.state)
  // Nodes stay where they are while edges are being decided, and when the last one is.
  useEffect(() => {
    if (isPruning) updateWorkbench({ graphLayout: 'grid' })
  }, [isPruning])
  const layout = run && !isPruning ? chosen : 'grid'
  const label = run ? `Circuit graph, ${formatCount(run.kept)} kept edges` : 'Circuit graph, no run yet'
  return (
    <div className={styles.circuit}>
      <GraphView
        graph={graph}
        edges={looks}
        circuit={circuit}
        layout={layout}
        {...undecided}
        classes={classes}
        probe={(show) => <Probe show={show} />}
        noEdges={run ? (isPruning ? 'no edge kept yet' : undefined) : 'nothing is tested yet'}
        selection={selection}
        onSelect={(next) => updateWorkbench({ selection: next })}
        label={label}
        describe={run ? (edge) => discoverPart(run.summary.method).edgeText(run, edge) : undefined}
        handle={handle}
      />
      {run && <NothingKept run={run} />}
      {run && <DrawnCount run={run} />}
    </div>
  )
}

/** The edge under test, which takes turns of its own: nothing else of the graph is drawn again for it. */
function Probe({ show }: { show: (edge: number | null) => void }) {
  const run = useDiscoverRun('probe')
  useLayoutEffect(() => {
    const edge = run ? edgeUnderTest(run) : -1
    show(run?.state[edge] === UNDECIDED ? edge : null)
  }, [run, show])
  return null
}

function MatrixPane({ graph, run }: { graph: ComputationalGraph; run: LiveRun | null }) {
  const selection = useWorkbench((state) => state.selection)
  const colour = useWorkbench((state) => state.edgeColour)
  const kept = useMemo(() => (run ? keptEdges(run) : []), [run])
  const cells = useMemo(() => {
    if (!run) return { state: new Uint8Array(graph.edgeCount), value: () => 0 }
    const { shareOf } = colourScale(run, colour)
    return { state: run.state, value: (edge: number) => shareOf(edgeValue(run, edge)) }
  }, [graph, run, colour])
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
