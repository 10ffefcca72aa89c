import { useMemo } from 'react'
import {
  circuitExplanation,
  type Agreement,
  type Evaluation,
  type ExplainedCircuit,
  type NodeRole,
  type OpenedExplanation,
  type PromptRow,
  type RunConfig,
  type Site,
  type SiteScores,
  type SuggestedRoles,
  type TaskSummary,
} from '../../contract'
import type { ComputationalGraph } from '../../engine/graph'
import { useExplanation } from '../state/explain'
import { graphOfShape } from '../state/graph-of-shape'
import { wholeOf, type LiveRun } from '../state/live-run'
import { usePromptSet } from '../state/prompt-store'
import { useTasks } from '../state/prompt-tasks'
import { useRoles } from '../state/roles'
import { isLive } from '../state/run-states'
import { useRuns, type MethodRun } from '../state/run-store'
import { stageForm } from '../state/stage-form'
import { useStageRun } from '../state/stages'
import { TOUR_STEPS, useIsTourOpen, useTour, type TourStepId } from '../state/tour'
import { useWorkbench, type Selection, type ViewName } from '../state/workbench'
import type { TracedEdge } from '../views/stages/stage-results'
import { partOf } from '../views/stages/stage-part'

/** What of the tour is there by now, read from what is on screen. What is not there yet is null. */
export interface TourFacts {
  view: ViewName
  /** The first pair. */
  prompt: PromptRow | null
  task: TaskSummary | null
  screen: SiteScores | null
  selected: readonly Site[]
  confirmed: { exact: SiteScores; agreement: Agreement | null } | null
  /** The largest |effect| first. */
  traced: readonly TracedEdge[] | null
  graph: ComputationalGraph | null
  /** The finished ACDC run in Discover. */
  circuit: LiveRun | null
  pinned: Selection
  judged: { evaluation: Evaluation; config: RunConfig | null } | null
  explanation: { circuit: ExplainedCircuit; opened: OpenedExplanation; suggested: SuggestedRoles[] } | null
  /** Roles that a person gave to nodes of the circuit. */
  accepted: readonly NodeRole[]
  /** The step that is being computed. */
  running: TourStepId | null
}

export function useTourFacts(): TourFacts {
  const view = useWorkbench((state) => state.view)
  const pinned = useWorkbench((state) => state.selection)
  const model = useWorkbench((state) => state.model)
  const isHere = useIsTourOpen()
  const prompts = usePromptSet()
  const tasks = useTasks()
  const selected = stageForm.use((form) => form.selected)
  const live = useRuns((state) => state.live)
  const [screen, confirm, trace, judge] = [
    useStageRun('screen').run,
    useStageRun('confirm').run,
    useStageRun('trace').run,
    useStageRun('judge').run,
  ]
  const graph = model ? graphOfShape(model.shape) : null
  const circuit = live && finishedCircuit(live)
  const { explanation, accepted } = useExplained(circuit)
  const confirmed = confirm && partOf('confirm', confirm)
  const traced = useMemo(() => tracedEdges(trace, graph), [trace, graph])
  return {
    view,
    pinned,
    selected,
    graph,
    prompt: (isHere && prompts.rows[0]) || null,
    task: isHere && tasks.total > 0 && tasks.done === tasks.total ? tasks.summary : null,
    screen: screen && partOf('screen', screen),
    confirmed,
    traced,
    circuit,
    judged: judge && circuit ? judgementOf(judge, circuit) : null,
    explanation,
    accepted,
    running: runningStep({ screen, confirm, trace, discover: live, judge }),
  }
}

function finishedCircuit(live: LiveRun): LiveRun | null {
  const { method, state } = live.summary
  return method === 'acdc' && state === 'done' ? wholeOf(live) : null
}

/** All edges that were traced, whatever the form asks for now. */
function tracedEdges(run: MethodRun | null, graph: ComputationalGraph | null): TracedEdge[] | null {
  const traced = run && partOf('trace', run)
  if (!traced || !graph) return null
  const among = traced.edgesOf(graph, 'among')
  return among.length > 0 ? among : traced.edgesOf(graph, 'into')
}

function judgementOf({ result, detail }: MethodRun, circuit: LiveRun): TourFacts['judged'] {
  const { config } = detail
  if (config?.method !== 'evaluate' || !result || !('evaluation' in result)) return null
  const isOfCircuit = 'runId' in config.circuit && config.circuit.runId === circuit.summary.id
  return isOfCircuit ? { evaluation: result.evaluation, config } : null
}

/** Only from the step on that is about it: explaining takes a while. */
function useExplained(circuit: LiveRun | null): Pick<TourFacts, 'explanation' | 'accepted'> {
  const isDue = useTour(
    ({ step }) => step !== null && TOUR_STEPS.indexOf(step) >= TOUR_STEPS.indexOf('explain'),
  )
  const id = isDue && circuit ? circuit.summary.id : null
  const source = useMemo(() => (id === null ? null : { run: id }), [id])
  const { opened, summary, suggested } = useExplanation(source) ?? {}
  const roles = useRoles(opened?.model.hash ?? null).list
  const explanation = useMemo(() => {
    if (!opened || !summary || !suggested) return null
    const graph = graphOfShape(opened.shape)
    const circuit = circuitExplanation({ opened, graph, summary, suggested, accepted: roles })
    return { circuit, opened, suggested }
  }, [opened, summary, suggested, roles])
  const inCircuit = new Set(explanation?.circuit.nodes.map(({ node }) => node))
  return { explanation, accepted: roles.filter(({ node }) => inCircuit.has(node)) }
}

function runningStep(
  runs: Partial<Record<TourStepId, Pick<MethodRun, 'summary'> | Pick<LiveRun, 'summary'> | null>>,
): TourStepId | null {
  const found = Object.entries(runs).find(([, run]) => run && isLive(run.summary.state))
  return (found?.[0] as TourStepId | undefined) ?? null
}
