import type { RunSummary } from '../../../contract'
import { judgeableRuns } from '../judge/judgeable'
import { isOfOpenModel } from '../../state/belonging'
import { compareForm } from '../../state/compare'
import { canBeExplained, openExplainStage, useExplainChoice } from '../../state/explain-stage'
import { findsOf, isComparable, isImported, isOfScores } from '../../state/finds'
import { wholeOf, type LiveRun } from '../../state/live-run'
import { useRunList, useRuns } from '../../state/run-store'
import { isLive, STATE_LABEL } from '../../state/run-states'
import { useDiscoverRun } from '../../state/discover-run'
import { useStageRun } from '../../state/stages'
import { takeToSweep } from '../../state/sweeps'
import { useWorkbench } from '../../state/workbench'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount, formatPlural } from '../../widgets/format'
import { takeToCompare, takeToJudge } from './road-actions'
import type { RoadLink, RoadStep } from './road-step'

type JudgedModel = Parameters<typeof judgeableRuns>[1]

/** The road from a circuit to what is known of it: judged, explained, compared. */

/** The next steps take the circuit of the run, also where an earlier step or another choice is on the canvas. */
export function useDiscoverStep(): RoadStep {
  const shown = useDiscoverRun('numbers')
  const run = shown && (isOfScores(shown.summary) ? shown : wholeOf(shown))
  const model = useWorkbench((state) => state.model)
  return discoverStep(
    run,
    model,
    useHasOther(run?.summary),
    shown !== run && shown ? excerptText(shown) : null,
    useCircuitsBefore(model),
  )
}

/** How many circuits of the open model the store has. */
function useCircuitsBefore(model: JudgedModel): number {
  return judgeableRuns(useRunList() ?? [], model).length
}

/** `6 kept at decision 34`: what is on the canvas in place of the circuit. */
function excerptText({ kept, excerpt }: Pick<LiveRun, 'kept' | 'excerpt'>): string {
  if (excerpt?.kind === 'step') return `${formatCount(kept)} kept at decision ${formatCount(excerpt.step)}`
  return `${formatCount(kept)} chosen by score`
}

/**
 * `hasOther`: there is another circuit to compare it with. `excerpt`: what is on the canvas in place of the circuit.
 * `before`: how many circuits of the open model were found earlier.
 */
export function discoverStep(
  run: Pick<LiveRun, 'summary' | 'kept' | 'decided'> | null,
  model: JudgedModel,
  hasOther: boolean,
  excerpt: string | null = null,
  before = 0,
): RoadStep {
  if (!run) return withoutRun(before)
  const { summary, kept, decided } = run
  const onCanvas = excerpt === null ? '' : `${excerpt}; `
  const edges = `${formatCount(kept)} of ${formatPlural(summary.edgesTotal, 'edge')}`
  if (isLive(summary.state)) {
    const done = findsOf(summary).decidesEdges
      ? `${formatCount(decided)} decided, ${edges} kept`
      : STATE_LABEL[summary.state]
    return { has: onCanvas + done, next: [], missing: 'Judge, Explain and Compare follow when it ends.' }
  }
  if (summary.state !== 'done') {
    return {
      has: `${onCanvas}${STATE_LABEL[summary.state]}, ${edges} kept`,
      next: [],
      missing: 'A finished circuit can be judged: resume it, or run again.',
    }
  }
  const isScored = isOfScores(summary)
  const has = isScored
    ? `The ${formatCount(kept)} best of ${formatPlural(summary.edgesTotal, 'edge')}`
    : `${onCanvas}${edges} kept${excerpt === null ? '' : ' at its end'}`
  if (!isScored && kept === 0 && excerpt === null)
    return { has, next: circuitLinks(summary, '', model, hasOther).filter(({ view }) => view === 'sweep') }
  const own = excerpt === null ? 'this circuit' : `the circuit of ${summary.name}`
  const what = isScored ? `the top ${formatCount(kept)}` : own
  const links = circuitLinks(summary, what, model, hasOther)
  return links.length > 0
    ? { has, next: links }
    : { has, next: [], missing: 'It has no circuit to be judged on the open model.' }
}

function withoutRun(before: number): RoadStep {
  if (before > 0)
    return {
      has: 'No run on screen',
      next: [
        {
          view: 'runs',
          hint: `${formatPlural(before, 'circuit')} of this model found before: open one there`,
        },
      ],
    }
  return {
    has: 'No circuit yet',
    next: [],
    missing: 'Find one: it is then judged, explained and compared.',
  }
}

function circuitLinks(run: RunSummary, what: string, model: JudgedModel, hasOther: boolean): RoadLink[] {
  const links: RoadLink[] = []
  if (judgeableRuns([run], model).length > 0)
    links.push({
      view: 'judge',
      along: `with ${what}`,
      hint: 'How faithful it is, on every prompt, beside random circuits of its size',
      go: () => takeToJudge(run),
    })
  if (isOfOpenModel(run, model) && canBeExplained(run)) links.push(explainLink(run))
  if (isComparable(run)) links.push(compareLink(run, hasOther))
  if (canBeSwept(run)) links.push(sweepLink(run))
  return links
}

export function useJudgeStep(): RoadStep {
  const { run } = useStageRun('judge')
  const judged = useJudgedRun()
  const hasOther = useHasOther(judged)
  if (!run || run.summary.state !== 'done') {
    const has = run ? `${run.summary.name} ${STATE_LABEL[run.summary.state]}` : 'No judgement on screen'
    return { has, next: [], missing: 'Judge a circuit: this is where it gets its verdict.' }
  }
  const has =
    run.summary.faithfulness === null
      ? 'Judged'
      : `Faithfulness ${formatFaithfulness(run.summary.faithfulness)}`
  const next = [
    ...(judged && canBeExplained(judged) ? [explainLink(judged)] : []),
    ...(judged && isComparable(judged) ? [compareLink(judged, hasOther)] : []),
    ...(judged && canBeSwept(judged) ? [sweepLink(judged)] : []),
  ]
  return next.length > 0
    ? { has, next }
    : { has, next: [], missing: 'The circuit that was judged is no longer in the store.' }
}

/** The run whose circuit is judged: another one, or a workflow, which has its own. */
export function useJudgedRun(): RunSummary | undefined {
  const { run } = useStageRun('judge')
  const config = run?.detail.config
  const id =
    config?.method === 'evaluate' || config?.method === 'tests'
      ? 'runId' in config.circuit
        ? config.circuit.runId
        : undefined
      : run?.summary.id
  return useRuns(({ byId }) => (id === undefined ? undefined : byId[id]?.summary))
}

export function useExplainStep(): RoadStep {
  const { run, obstacle } = useExplainChoice()
  const hasOther = useHasOther(run ?? undefined)
  const model = useWorkbench((state) => state.model)
  if (!run)
    return {
      has: obstacle?.text ?? 'The whole model',
      next: [],
      missing: 'Choose a run to explain its circuit.',
    }
  const next: RoadLink[] = [
    ...(isComparable(run) ? [compareLink(run, hasOther)] : []),
    ...circuitLinks(run, 'this circuit', model, false).filter(({ view }) => view === 'judge'),
  ]
  return { has: `The circuit of ${run.name}`, next }
}

export function useCompareStep(): RoadStep {
  const a = useWorkbench((state) => state.compareA)
  const b = useWorkbench((state) => state.compareB)
  const runs = useRunList()
  const isOfSeveral = compareForm.use(({ mode }) => mode === 'several')
  const [first, second] = [a, b].map((id) => runs?.find((run) => run.id === id))
  if (!first || !second)
    return {
      has: 'Two runs are compared here',
      next: [],
      missing: 'Choose a second run, or find another circuit in Discover.',
    }
  return {
    has: isOfSeveral ? 'Circuits beside each other' : `${first.name} beside ${second.name}`,
    next: [
      {
        view: 'runs',
        hint: 'Every run with its numbers: the end of the road, and where the next one begins',
      },
    ],
  }
}

function explainLink(run: RunSummary): RoadLink {
  return {
    view: 'explain',
    hint: 'What its heads do, in groups by role',
    go: () => openExplainStage(run.id),
  }
}

function compareLink(run: RunSummary, hasOther: boolean): RoadLink {
  const hint = hasOther
    ? 'Beside another circuit: what only one of them kept'
    : 'Needs a second circuit of this model, for example with another threshold'
  return { view: 'compare', hint, go: () => takeToCompare(run) }
}

/** What has a threshold, or scores to take any number of edges by. */
function canBeSwept(run: RunSummary): boolean {
  return run.method === 'acdc' || isOfScores(run)
}

function sweepLink(run: RunSummary): RoadLink {
  const what = isOfScores(run) ? 'sizes' : 'thresholds'
  return {
    view: 'sweep',
    along: `over ${what}`,
    hint: `The same configuration at other ${what}: edges against faithfulness and KL`,
    go: () => takeToSweep(run),
  }
}

/** Whether there is another finished circuit of the same model. */
function useHasOther(run: RunSummary | undefined): boolean {
  const all = useRunList()
  if (!run || !all) return false
  return all.some(
    (other) =>
      other.id !== run.id &&
      other.state === 'done' &&
      isComparable(other) &&
      (isImported(other) || isImported(run)
        ? other.edgesTotal === run.edgesTotal
        : other.model === run.model),
  )
}
