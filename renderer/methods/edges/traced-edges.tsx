import { Button } from '@mantine/core'
import type { EdgeScores } from '../../../contract'
import { edgeName, receiverHookName, senderHookName, shownNode } from '../../../engine/graph'
import { showEdgePanel } from '../../state/explain'
import { useSourceOf } from '../../state/explain-source'
import { effectFacts } from '../../state/effect-facts'
import type { MethodRun } from '../../state/run-store'
import { effectsOfRow } from '../../state/sites'
import { traceForm } from '../../state/stage-form'
import { HookNames } from '../../views/discover/hook-names'
import { Spread } from '../../views/stages/spread'
import type { Traced, TracedEdgeProps } from '../../views/stages/stage-results'
import { TracedTitle } from '../../views/stages/traced-title'
import { Actions, Section } from '../../widgets/panes'
import { EDGE_MODES, edgesMatching, endLabel } from './ends'
import { endForm, type EndForm } from './form'

/** Exact effects of edges. `isAmong`: the run traced the edges among the chosen sites; only then are they shown as such. */
export function tracedEdges(scores: EdgeScores, isAmong: boolean): Traced {
  return {
    baseMetric: scores.baseMetric,
    passes: scores.passes,
    edgesOf: (graph, traceMode) => {
      const mode = EDGE_MODES.find((each) => each === traceMode)
      if (!mode || (mode === 'among' && !isAmong)) return []
      return edgesMatching(graph, scores, { mode, ...endForm.get() })
    },
    edgeFacts: (props) => <TracedEdgeFacts scores={scores} {...props} />,
  }
}

export function TracedEdgeFacts(props: TracedEdgeProps & { scores: EdgeScores }) {
  const { scores, graph, edge, run, onEdgesChange } = props
  const from = graph.senders[graph.edgeSender[edge.edge]]
  const to = graph.receivers[graph.edgeReceiver[edge.edge]]
  const source = useSourceOf(run.summary)
  const traceEnd = (traceMode: string, end: Partial<EndForm>) => () => {
    traceForm.set({ traceMode })
    endForm.set(end)
    onEdgesChange()
  }
  return (
    <Section title="Edge">
      <TracedTitle
        name={edgeName(graph, edge.edge)}
        facts={[
          ...effectFacts({ ...run.summary, base: scores.baseMetric, effect: edge.score }),
          ['MLPs between', mlpsText(run)],
        ]}
      />
      <HookNames
        hooks={[
          ['Sender hook', senderHookName(from)],
          ['Receiver hook', receiverHookName(to)],
        ]}
      />
      <Spread effects={effectsOfRow(scores, edge.row)} run={run} />
      <Actions>
        {source && (
          <Button size="compact-xs" onClick={() => showEdgePanel({ source, edge: edge.edge })}>
            Explain this edge
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={traceEnd('from', { sender: from.name })}>
          From {shownNode(from.name)}
        </Button>
        {from.kind === 'head' && (
          <Button size="compact-xs" variant="default" onClick={traceEnd('into', { receiver: from.name })}>
            Into {endLabel(graph, from.name)}
          </Button>
        )}
      </Actions>
    </Section>
  )
}

/** Shown only where MLPs were recomputed: the effect is then not that of the edge alone. */
function mlpsText({ detail: { config } }: MethodRun): string | null {
  return config && 'mlps' in config && config.mlps === 'recomputed' ? 'recomputed' : null
}
