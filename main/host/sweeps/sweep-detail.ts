import { measuredRows, rocOfPoints, splitProblem } from '../../../contract'
import type {
  PlannedPoint,
  PromptSet,
  RunSummary,
  SweepDetail,
  SweepPoint,
  SweepSpec,
} from '../../../contract'
import type { Store } from '../../store'
import { agreementOf } from './sweep-agreement'
import { foundNumbers, judgedNumbers, type FoundNumbers, type JudgedNumbers } from './run-numbers'
import { summaryOfSweep, type SweepRecord } from './sweep-record'

/** Which worker of a cluster computes a run: see RunComputer. */
type WorkerOf = (run: RunSummary | null) => string | null

/** A sweep with the numbers of its circuits, as far as they are known. */
export function sweepDetail(record: SweepRecord, store: Store, workerOf: WorkerOf = () => null): SweepDetail {
  const { sweep, plan } = record
  const members = record.members.map((member) => ({ ...member, worker: workerOf(member.run) }))
  const { spec } = sweep
  const known = members.map((_, member) => numbersOf(record, member, store))
  const of = (member: number | null) => (member === null ? NOTHING : known[member])
  const isHeldOut = spec.judge && setsOf(spec).some(isSplit)
  const points = plan.points.map((planned): SweepPoint => {
    const { values, find, judge } = planned
    const run = [judge, find].flatMap((at) => (at === null ? [] : (members[at].run ?? [])))[0]
    const edgesTotal = run?.edgesTotal ?? null
    const numbers = { found: of(find).found, judged: of(judge).judged, isHeldOut, edgesTotal }
    return { values, find, judge, state: stateOf(record, planned), ...numbersOfPoint(values.edges, numbers) }
  })
  return {
    ...{ summary: summaryOfSweep(record), spec, members, points, isHeldOut },
    edgesTotal: members.find(({ run }) => run)?.run?.edgesTotal ?? null,
    baselines: points.find(({ baselines }) => baselines)?.baselines ?? null,
    roc: known.find(({ judged }) => judged?.roc)?.judged?.roc ?? rocOfPoints(points),
  }
}

interface Numbers {
  found: FoundNumbers | null
  judged: JudgedNumbers | null
}
const NOTHING: Numbers = { found: null, judged: null }

/** By run: what a finished one found stays, and thousands of them take seconds to read. */
const kept = new WeakMap<Store, Map<string, Numbers>>()

function numbersOf({ plan, members }: SweepRecord, member: number, store: Store): Numbers {
  const { run, state } = members[member]
  if (!run || state !== 'done') return NOTHING
  const ofStore = kept.get(store) ?? new Map<string, Numbers>()
  kept.set(store, ofStore)
  const known = ofStore.get(run.id)
  if (known) return known
  const read =
    plan.members[member].step === 'find'
      ? { found: foundNumbers(run, store), judged: null }
      : { found: null, judged: judgedNumbers(run, store) }
  if (ofStore.size < MOST_KEPT) ofStore.set(run.id, read)
  return read
}

const MOST_KEPT = 20_000

interface KnownOfPoint extends Numbers {
  isHeldOut: boolean
  edgesTotal: number | null
}

function numbersOfPoint(
  top: number | undefined,
  { found, judged, isHeldOut, edgesTotal }: KnownOfPoint,
): Omit<SweepPoint, keyof PlannedPoint | 'state'> {
  const one = judged?.circuits.get(top ?? null) ?? null
  const circuit = found?.circuit ?? null
  // A search measures its circuit on the prompts that it was looked for on.
  const whereFound = one ? one.train : (circuit?.numbers ?? null)
  return {
    edges: one?.edges ?? circuit?.edges ?? top ?? null,
    edgesAfterPruning: one?.edgesAfterPruning ?? null,
    measured: one ? one.numbers : isHeldOut ? null : whereFound,
    train: one || isHeldOut ? whereFound : null,
    random: one?.random ?? null,
    agreement: judged && top === undefined ? agreementOf(judged, edgesTotal) : null,
    baselines: (judged ?? found)?.baselines ?? null,
    edgesTotal,
  }
}

/** That of the member that was come to last. */
function stateOf({ members }: SweepRecord, { find, judge }: PlannedPoint) {
  const found = find === null ? null : members[find]
  if (judge === null) return found!.state
  const judged = members[judge]
  return found && found.state !== 'done' ? found.state : judged.state === 'unneeded' ? 'done' : judged.state
}

function setsOf({ base, sets = [], made = [] }: SweepSpec): PromptSet[] {
  return [base.prompts, ...sets, ...made.map(({ set }) => set)]
}

function isSplit(prompts: PromptSet): boolean {
  return (
    prompts.split !== undefined &&
    splitProblem(prompts) === null &&
    measuredRows({ method: 'evaluate', prompts }).length > 0
  )
}
