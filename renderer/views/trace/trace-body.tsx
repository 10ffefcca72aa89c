import { Button } from '@mantine/core'
import { Maximize } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { edgeName, type ComputationalGraph } from '../../../engine/graph'
import { GraphView, type GraphHandle } from '../../graph/graph-view'
import { LegendBar, RampKey } from '../../plots/ramp-legend'
import { VALUE_NAME } from '../../state/edge-values'
import { baseFact } from '../../state/effect-facts'
import { redMeans, redSign } from '../../state/method-names'
import type { MethodRun } from '../../state/run-store'
import { nodeOfSite } from '../../state/sites'
import { useStages, type TraceMode } from '../../state/stages'
import { showView, type Selection } from '../../state/workbench'
import { formatCount, formatPlural } from '../../widgets/format'
import { Facts, Inspector, Section } from '../../widgets/panes'
import { BarRows } from '../stages/bar-rows'
import { RunCard } from '../stages/run-card'
import { passesText } from '../stages/run-facts'
import styles from '../stages/stages.module.css'
import { lookAt } from './look-at'
import {
  edgesOfSlot,
  isAmong,
  pathEdges,
  slotLabel,
  slotOfNode,
  slotSize,
  tracedLooks,
  type Slot,
  type Traced,
  type TracedEdge,
} from './trace-data'
import { PathFacts, TracedEdgeFacts } from './trace-cards'
import { TraceNow } from './trace-now'
import { TraceSelection } from './trace-selection'

interface TraceBodyProps {
  graph: ComputationalGraph
  traced: Traced
  run: MethodRun
}

/** What a trace found: its edges drawn and listed, and the one that is pinned. */
export function TraceBody({ graph, traced, run }: TraceBodyProps) {
  const traceMode = useStages((state) => state.traceMode)
  const receiver = useStages((state) => state.receiver)
  const sender = useStages((state) => state.sender)
  const [selection, setSelection] = useState<Selection>(null)
  const handle = useRef<GraphHandle>(null)
  const sign = redSign(run.detail.metricSense, run.summary.direction)
  const edges = useMemo(
    () => shownEdges(graph, traced, run, { traceMode, receiver, sender }),
    [graph, traced, run, traceMode, receiver, sender],
  )
  const size = useMemo(
    () => slotSize(graph, { traceMode, receiver, sender }),
    [graph, traceMode, receiver, sender],
  )
  const isPart = (traceMode === 'into' || traceMode === 'from') && edges.length > 0 && edges.length < size
  const selected = useStages((state) => state.selected)
  const marked = useMemo(() => selected.map(nodeOfSite).filter((node) => node !== null), [selected])
  const largest = Math.max(0, ...edges.map(({ score }) => Math.abs(score)))
  const looks = useMemo(() => tracedLooks(edges, largest, sign), [edges, largest, sign])
  const slot = traceMode === 'into' ? slotLabel(graph, receiver) : sender
  const select = (next: Selection) => {
    if (next?.kind === 'node' && (traceMode === 'into' || traceMode === 'from')) {
      const name = slotOfNode(graph, traceMode, next.node, traceMode === 'into' ? receiver : sender)
      if (name) lookAt(traceMode === 'into' ? { receiver: name } : { sender: name })
    }
    setSelection(next)
  }
  const chosen = selection?.kind === 'edge' ? edges.find(({ edge }) => edge === selection.edge) : undefined
  const scores = traced.kind === 'edges' ? traced.scores : traced.score
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        <div className={styles.graph}>
          <GraphView
            graph={graph}
            edges={looks}
            layout="grid"
            selection={selection}
            onSelect={select}
            marked={marked}
            label={`Traced edges, ${formatPlural(edges.length, 'edge')}`}
            handle={handle}
          />
          {edges.length === 0 && <NotTraced />}
        </div>
        <LegendBar>
          <RampKey
            kind="lines"
            name={VALUE_NAME.effect}
            largest={largest}
            sign={sign}
            {...redMeans(run.summary.direction)}
          />
          {looks.length < edges.length && (
            <span className="dim" title="Edges above 2 % of the largest effect are drawn; the list has all.">
              {formatCount(looks.length)} of {formatCount(edges.length)} drawn
            </span>
          )}
          <span className={styles.toolbarSpace} />
          {traced.kind === 'edges' && <b className="mono">{passesText(traced.scores.passes)}</b>}
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<Maximize size={12} />}
            onClick={() => handle.current?.fit()}
          >
            Fit
          </Button>
        </LegendBar>
      </div>
      <Inspector label="Tracing">
        {traced.kind === 'path' && traceMode === 'path' && <PathFacts traced={traced} run={run} />}
        {chosen && traced.kind === 'edges' && (
          <TracedEdgeFacts graph={graph} traced={traced} edge={chosen} run={run} />
        )}
        {traceMode !== 'path' && edges.length > 0 && (
          <Section
            title={listTitle(traceMode, slot)}
            note={isPart ? `${formatCount(edges.length)} of ${formatCount(size)}` : formatCount(edges.length)}
          >
            {isPart && (
              <p className={styles.partly} role="note">
                This run traced other edges: only {formatCount(edges.length)} of the {formatCount(size)} are
                among them. <TraceNow isSmall />
              </p>
            )}
            <BarRows
              label={LIST_LABEL[traceMode]}
              bars={edges.map(({ name, score }) => ({ name, value: score }))}
              largest={largest}
              sign={sign}
              selected={chosen?.name ?? null}
              onSelect={(name) => {
                const found = edges.find((edge) => edge.name === name)
                if (found) setSelection({ kind: 'edge', edge: found.edge })
              }}
            />
          </Section>
        )}
        <TraceSelection />
        <Section title="Base run">
          <Facts facts={[baseFact(run.summary, scores.baseMetric)]} />
        </Section>
        <RunCard run={run} method={run.summary.method === 'path' ? 'Path patching' : 'Exact edge patching'} />
        <Button variant="default" fullWidth onClick={() => showView('judge')}>
          Judge a circuit
        </Button>
      </Inspector>
    </div>
  )
}

const LIST_LABEL: Record<TraceMode, string> = {
  into: 'Senders',
  from: 'Receivers',
  among: 'Traced edges',
  path: 'Path',
}

function listTitle(mode: TraceMode, slot: string): string {
  if (mode === 'into') return `Senders into ${slot}`
  return mode === 'from' ? `Receivers of ${slot}` : 'Edges traced'
}

/** The slot's edges; of a path its own, each with the effect of the whole. */
function shownEdges(graph: ComputationalGraph, traced: Traced, run: MethodRun, slot: Slot): TracedEdge[] {
  if (traced.kind === 'edges') {
    const isOther = slot.traceMode === 'path' || (slot.traceMode === 'among' && !isAmong(run))
    return isOther ? [] : edgesOfSlot(graph, traced.scores, slot)
  }
  if (slot.traceMode !== 'path') return []
  const path = pathEdges(graph, traced.score.path)
  if ('problem' in path) return []
  return path.edges.map((edge, row) => ({
    row,
    edge,
    name: edgeName(graph, edge),
    score: traced.score.effect,
  }))
}

function NotTraced() {
  return (
    <div className={styles.notYet} role="status">
      <span>Not traced yet.</span>
      <TraceNow />
    </div>
  )
}
