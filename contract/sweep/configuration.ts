import { PatchbayError } from '../error'
import { METHODS, type MethodName, type RunConfig } from '../methods'
import type { PromptSet } from '../prompts'
import { splitProblem } from '../prompt-split'
import { SWEEP_AXES, type SweepAxisName, type SweepValues } from './axes'
import { resampled } from './resample'
import type { SweepSpec } from './spec'

/** A configuration while the values of the axes are put into it. */
type Draft = Record<string, unknown> & Pick<RunConfig, 'method' | 'model' | 'prompts' | 'metric'>

type Applied = {
  [Name in Exclude<SweepAxisName, 'edges'>]: (draft: Draft, values: SweepValues, spec: SweepSpec) => Draft
}

/** How each axis changes a configuration, in the order of SWEEP_AXES; `edges` is for the judging of scores. */
const APPLIED: Applied = {
  model: (draft, { model }) => ({ ...draft, model: model! }),
  prompts: (draft, { prompts }, spec) => ({ ...draft, prompts: setNamed(spec, prompts!) }),
  seed: (draft, { seed }, spec) => ({ ...draft, prompts: madeSet(spec, draft.model, seed!) }),
  resample: (draft, { resample }) => ({ ...draft, prompts: resampledOnce(draft, resample!) }),
  method: (draft, { method, ...values }, spec) => ofMethod(draft, method!, values, spec),
  metric: (draft, { metric }) => ({ ...draft, metric: metric as RunConfig['metric'] }),
  direction: (draft, { direction }) => ({ ...draft, direction }),
  ablation: (draft, { ablation }) => ({ ...draft, ablation }),
  order: (draft, { order }) => ({ ...draft, order }),
  threshold: (draft, { threshold }) => ({ ...draft, threshold }),
}

/**
 * What is run for a combination of values.
 * @throws PatchbayError (bad-input) for prompts that the sweep does not have, and options that a method lacks.
 */
export function configurationOf(spec: SweepSpec, values: SweepValues): RunConfig {
  let draft: Draft = { ...spec.base }
  for (const name of SWEEP_AXES) {
    if (name === 'edges' || values[name] === undefined) continue
    draft = APPLIED[name](draft, values, spec)
  }
  return draft as RunConfig
}

/** The sets of a sweep. @throws PatchbayError (bad-input) where two have one name. */
export function setsOf({ base, sets = [] }: Pick<SweepSpec, 'base' | 'sets'>): Map<string, PromptSet> {
  const named = new Map([[base.prompts.name, base.prompts]])
  for (const set of sets) {
    if (named.has(set.name) && named.get(set.name) !== set)
      throw new PatchbayError('bad-input', `Two sets of prompts are called "${set.name}": name them apart.`)
    named.set(set.name, set)
  }
  return named
}

function setNamed(spec: SweepSpec, name: string): PromptSet {
  const sets = setsOf(spec)
  const set = sets.get(name)
  if (set) return set
  const known = [...sets.keys()].map((each) => `"${each}"`).join(', ')
  throw new PatchbayError('bad-input', `The sweep has no set of prompts called "${name}": it has ${known}.`)
}

/** Seeds and models for which prompts are still to be drawn. */
export function needsMaking(
  spec: SweepSpec,
  combinations: readonly SweepValues[],
): { model: string; seed: number }[] {
  const missing = new Map<string, { model: string; seed: number }>()
  for (const { seed, model = spec.base.model } of combinations) {
    if (seed === undefined || isMade(spec, model, seed)) continue
    missing.set(`${seed} ${model}`, { model, seed })
  }
  if (missing.size > 0 && !spec.generator)
    throw new PatchbayError('bad-input', 'A sweep over "seed" needs a generator: say what draws the prompts.')
  return [...missing.values()]
}

function isMade({ made }: SweepSpec, model: string, seed: number): boolean {
  return made?.some((each) => each.seed === seed && each.model === model) ?? false
}

function madeSet({ made, generator, base }: SweepSpec, model: string, seed: number): PromptSet {
  const set = made?.find((each) => each.seed === seed && each.model === model)?.set
  if (set) return set
  // What a plan says before the prompts are drawn does not depend on them.
  return { ...base.prompts, name: `${generator?.task ?? 'prompts'}, seed ${seed}`, rows: [] }
}

/** By the rows of the set that was drawn from: members of the same prompts share them, and what was read of them. */
const samples = new WeakMap<PromptSet['rows'], Map<string, PromptSet>>()

function resampledOnce({ prompts, method }: Draft, seed: number): PromptSet {
  if (method === 'evaluate' && prompts.split && splitProblem(prompts) === null)
    throw new PatchbayError(
      'bad-input',
      'A sweep over "resample" does not apply to the judging of a circuit on held-out prompts, which are not resampled: take the split off.',
    )
  const known = samples.get(prompts.rows) ?? new Map<string, PromptSet>()
  samples.set(prompts.rows, known)
  const key = `${seed} ${JSON.stringify(prompts.split ?? null)} ${prompts.name} ${prompts.bos}`
  const sample = known.get(key) ?? resampled(prompts, seed)
  if (known.size * prompts.rows.length < MOST_ROWS_KEPT) known.set(key, sample)
  return sample
}

const MOST_ROWS_KEPT = 10_000_000

/** Options that mean the same in every method that has them. */
const SHARED_OPTIONS = ['ablation', 'direction'] as const

function ofMethod(
  draft: Draft,
  method: MethodName,
  values: SweepValues,
  { base, methods }: SweepSpec,
): Draft {
  const { model, prompts, metric } = draft
  const shared = Object.fromEntries(SHARED_OPTIONS.map((key) => [key, draft[key]]))
  const own = method === base.method ? draft : shared
  const swept = Object.fromEntries(
    OPTION_AXES.map((name) => [name, values[name]]).filter(([, value]) => value !== undefined),
  )
  const given = {
    ...own,
    ...methods?.[method],
    ...swept,
    method,
    model,
    metric,
    prompts: { name: 'none', rows: [] },
  }
  const read = METHODS[method].config.safeParse(given)
  if (read.success) return { ...(read.data as RunConfig), prompts } as Draft
  const [{ path, message }] = read.error.issues
  throw new PatchbayError(
    'bad-input',
    `The options of ${method} in this sweep are wrong at "${path.join('.')}": ${message}.`,
  )
}

/** Axes that are options of a method, so that it need not have them elsewhere. */
const OPTION_AXES = ['metric', 'direction', 'ablation', 'order', 'threshold'] as const
