import { useMemo, useState } from 'react'
import { effectSign } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import { baseFact } from '../../state/effect-facts'
import { useAllForms } from '../../state/forms'
import type { MethodRun } from '../../state/run-store'
import type { Selection } from '../../state/workbench'
import { Facts, Section } from '../../widgets/panes'
import { RunCard } from '../stages/run-card'
import type { Traced } from '../stages/stage-results'
import { StageColumns } from '../stages/stage-frame'
import { showKnownTrace, useTraceStart } from './trace-form'
import { TracePicture } from './trace-picture'
import { TraceSelection } from './trace-selection'
import { TracedList } from './traced-list'

interface TraceBodyProps {
  graph: ComputationalGraph
  traced: Traced
  run: MethodRun
}

/** What a trace found: its edges drawn and listed, and the one that is pinned. */
export function TraceBody({ graph, traced, run }: TraceBodyProps) {
  const start = useTraceStart()
  const [selection, setSelection] = useState<Selection>(null)
  const sign = effectSign(run.detail.metricSense, run.summary.direction)
  const forms = useAllForms()
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the edges shown depend on the methods' forms
  const edges = useMemo(() => traced.edgesOf(graph, start.value), [traced, graph, start, forms])
  const largest = Math.max(0, ...edges.map(({ score }) => Math.abs(score)))
  const chosen = selection?.kind === 'edge' ? edges.find(({ edge }) => edge === selection.edge) : undefined
  const list = { edges, largest, sign }
  return (
    <StageColumns
      main={
        <TracePicture
          graph={graph}
          run={run}
          passes={traced.passes}
          selection={selection}
          onSelect={setSelection}
          {...list}
        />
      }
      inspectorLabel="Tracing"
      inspector={
        <>
          {edges.length > 0 && traced.facts?.(run)}
          {chosen && traced.edgeFacts?.({ graph, edge: chosen, run, onEdgesChange: showKnownTrace })}
          {start.list && edges.length > 0 && (
            <TracedList
              graph={graph}
              list={start.list}
              selected={chosen?.name ?? null}
              onSelect={(edge) => setSelection({ kind: 'edge', edge })}
              {...list}
            />
          )}
          <TraceSelection run={run.summary} />
          <Section title="Base run">
            <Facts facts={[baseFact(run.summary, traced.baseMetric)]} />
          </Section>
          <RunCard run={run} stage="trace" />
        </>
      }
    />
  )
}
