import { PatchbayError } from '../error'
import { definitionOf, type CircuitSource, type MethodName, type RunConfig } from '../methods'
import { combinationsOf } from './combinations'
import { configurationOf } from './configuration'
import { SWEEP_AXES, type SweepValues } from './axes'
import { axesOf, type SweepSpec } from './spec'

/** `find` looks for a circuit (or scores edges), `judge` measures what was found. */
export type SweepStep = 'find' | 'judge'

/** One run of a sweep. */
export interface PlannedMember {
  step: SweepStep
  /** What the run is about; without the sizes of scored edges, which share their runs. */
  values: SweepValues
  /** Its configuration, once it is known which run found what it judges. */
  config(found: CircuitOf): RunConfig
  /** The member whose circuit it judges; null for none. */
  judges: number | null
}

/** Where the circuit of a member is. */
export type CircuitOf = (member: number) => CircuitSource

/** One circuit of a sweep, by the positions of the members that find and judge it. */
export interface PlannedPoint {
  values: SweepValues
  find: number | null
  judge: number | null
}

export interface SweepPlan {
  members: PlannedMember[]
  points: PlannedPoint[]
}

/**
 * The runs of a sweep in the order in which they are computed, and its circuits in the order of their values. Stores keep
 * what became of a member by its position: the same specification always gives the same plan. Circuits that differ by their
 * size alone are the best edges of one search, and judged in one run.
 * @throws PatchbayError (bad-input) for axes that do not apply, and for no or too many combinations.
 */
export function planSweep(spec: SweepSpec): SweepPlan {
  const known = plans.get(spec)
  if (known) return known
  const combinations = combinationsOf(spec)
  requireJudgeable(spec)
  const plan: SweepPlan = { members: [], points: [] }
  for (const group of groupsOf(combinations)) addGroup(plan, group, spec)
  plans.set(spec, plan)
  return plan
}

/** Specifications are never changed in place. */
const plans = new WeakMap<SweepSpec, SweepPlan>()

/** Circuits that differ by their size alone: one search, one judging. */
interface Group {
  values: SweepValues
  /** Ascending; empty where circuits are not taken by their size. */
  sizes: number[]
}

function groupsOf(combinations: readonly SweepValues[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { edges, ...values } of combinations) {
    const others: SweepValues = values
    const key = JSON.stringify(SWEEP_AXES.map((name) => others[name] ?? null))
    const group = groups.get(key) ?? { values, sizes: [] as number[] }
    groups.set(key, group)
    if (edges !== undefined) group.sizes.push(edges)
  }
  for (const { sizes } of groups.values()) sizes.sort((a, b) => a - b)
  return [...groups.values()]
}

/** Each circuit is judged as soon as it is found. */
function addGroup({ members, points }: SweepPlan, { values, sizes }: Group, spec: SweepSpec): void {
  const isGiven = (values.method ?? spec.base.method) === 'evaluate'
  let configured: RunConfig | null = null
  const search = () => (configured ??= configurationOf(spec, values))
  const find = isGiven ? null : members.push({ step: 'find', values, judges: null, config: search }) - 1
  const config = (foundIn: CircuitOf) => {
    const base = search()
    if (base.method !== 'evaluate') return judgeConfig(base, spec, foundIn(find!), sizes)
    return judgeConfig(base, spec, base.circuit, sizes.length > 0 ? sizes : base.top)
  }
  const isJudged = isGiven || spec.judge
  const judge = isJudged ? members.push({ step: 'judge', values, judges: find, config }) - 1 : null
  if (sizes.length === 0) points.push({ values, find, judge })
  for (const edges of sizes) points.push({ values: { ...values, edges }, find, judge })
}

function judgeConfig(
  base: RunConfig,
  { by, reference }: SweepSpec,
  circuit: CircuitSource,
  top: number[],
): RunConfig {
  const { model, prompts, metric } = base
  const given =
    base.method === 'evaluate'
      ? { scores: base.scores, ablation: base.ablation }
      : { ablation: ('ablation' in base ? base.ablation : undefined) ?? 'resample' }
  return { method: 'evaluate', model, prompts, metric, circuit, reference, top, by, ...given }
}

/** @throws PatchbayError (bad-input) where circuits are to be judged and there are none. */
function requireJudgeable(spec: SweepSpec): void {
  const axes = axesOf(spec)
  const methods = (axes.find(({ name }) => name === 'method')?.values ?? [spec.base.method]) as MethodName[]
  const isSized = axes.some(({ name }) => name === 'edges')
  for (const method of spec.judge ? methods : []) {
    const { finds } = definitionOf(method)
    if (isSized || method === 'evaluate' || finds.circuit !== null) continue
    throw new PatchbayError(
      'bad-input',
      finds.edgeScores === null
        ? `${method} finds no circuit that could be judged: leave out the judging.`
        : `${method} scores edges and chooses none: sweep over "edges" too, or leave out the judging.`,
    )
  }
}
