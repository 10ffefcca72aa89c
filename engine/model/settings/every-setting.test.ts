import { describe, expect, it } from 'vitest'
import path from 'node:path'
import { FIXTURES, readJson } from '../../../testing/fixtures'
import { architectureNames } from '../../../testing/reference-tasks'
import { sentenceOf } from '../../../testing/refusals'
import { Session } from '../../onnx'
import { forwardGraph, tokenFeeds, weightFeeds } from '../../transformer'
import { ARCHITECTURE_TABLE, planModel } from '../architectures'
import type { ModelPlan } from '../architectures/model-plan'
import { layerSpec, type TransformerConfig } from '../transformer'
import { readSafetensors } from '../weights/safetensors'
import type { TensorEntries } from '../weights/tensor-entry'
import { checkTensors, loadTensors, type WeightLayout } from '../weights/stored-tensors'
import type { NeutralValues } from './neutral-values'
import { NEUTRAL_SETTINGS } from './config-settings'
import { heldWeights } from '../../../testing/held-weights'

type Values = Record<string, unknown>

const NAMES = [
  ...['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l', 'tracr-reverse'],
  ...architectureNames().map((name) => `architectures/${name}`),
]
const TOKENS = [1, 4, 2, 0, 3]

/** Of a compiled program: labels, and what only the positions before the last one show. */
const OF_PROGRAMS = ['output_labels', 'residual_labels', 'vocab_tokens', 'causal']
/** Changes models that were trained on more than one processor. */
const OF_BLOOM = ['slow_but_exact']
/** What these may also be, besides not being set: the value that counts then. */
const DEFAULTS: Values = {
  n_heads: -1,
  use_local_attn: false,
  scale_attn_by_inverse_layer_idx: false,
  attn_scores_soft_cap: -1,
  output_logits_soft_cap: -1,
  use_attn_scale: true,
  attn_scale: -1,
  'rope_parameters.truncate': true,
  'attn_config.clip_qkv': 0,
}
/** These count with another one only. */
const COMPANIONS: Record<string, Values> = {
  'rope_parameters.mscale': { 'rope_parameters.mscale_all_dim': 0.5 },
  'rope_parameters.mscale_all_dim': { 'rope_parameters.mscale': 0.5 },
  'rope_parameters.truncate': { 'rope_parameters.original_max_position_embeddings': 256 },
}
const WINDOWED = { sliding_window: 3, max_window_layers: 0, layer_types: null }
/** The same of one model. */
const COMPANIONS_OF: Record<string, Record<string, Values>> = {
  'architectures/qwen2': {
    sliding_window: { ...WINDOWED, use_sliding_window: true },
    use_sliding_window: WINDOWED,
  },
  'architectures/qwen3': {
    sliding_window: { ...WINDOWED, use_sliding_window: true },
    use_sliding_window: WINDOWED,
  },
  'architectures/smollm3': {
    sliding_window: { ...WINDOWED, use_sliding_window: true },
    use_sliding_window: WINDOWED,
    no_rope_layer_interval: { no_rope_layers: null },
  },
  'architectures/gemma3': { sliding_window_pattern: { layer_types: null } },
}
/** What follows from these is rounded to whole pairs or layers: not every value counts, but some do. */
const ROUNDED = [
  ...['beta_fast', 'beta_slow', 'original_max_position_embeddings'],
  ...['no_rope_layer_interval', 'sliding_window_pattern'],
]

/** Of these the smaller bounds the prompts. */
const BOUNDS: Record<string, string[]> = {
  'architectures/ministral3': ['max_position_embeddings', 'llama_4_scaling_beta'],
}

/** Whatever a setting is changed to: it counts, it is refused, it is named in a warning, or it is neutral. */
describe.each(NAMES)('no setting of %s is ignored', (name) => {
  const original: Values = readJson(path.join(FIXTURES, name, 'config.json'))
  const entries = readSafetensors(path.join(FIXTURES, name, 'model.safetensors'))
  const plan = planModel(original)
  const { neutral = [] } = ARCHITECTURE_TABLE[plan.config.architecture].settings ?? {}
  const ignored = new Set([...NEUTRAL_SETTINGS, ...neutral, ...OF_PROGRAMS, ...OF_BLOOM])
  const settings = [...new Set([...pathsIn(original), ...plan.known.keys()])]
  it.each(settings.filter((setting) => !ignored.has(setting)))('%s', async (setting) => {
    const base = withValues(original, COMPANIONS_OF[name]?.[setting] ?? COMPANIONS[setting] ?? {})
    const usual = planModel(base)
    const found = otherValues(base, setting).map((value) => ({
      value,
      plan: notWarned(withValue(base, setting, value), usual.warnings),
    }))
    const silent = found.filter(({ plan }) => plan !== null) as { value: unknown; plan: ModelPlan }[]
    const counting = silent.filter(({ plan }) => saidBy(plan) !== saidBy(usual))
    const onlySome = [...ROUNDED, ...(BOUNDS[name] ?? [])].includes(setting.split('.').at(-1)!)
    if (!onlySome || counting.length === 0) {
      const without = silent.filter((one) => !counting.includes(one) && !isSameAsUnset(one.value, setting))
      const ignoredValues = without.filter(({ plan }) => isLoaded(plan)).map(({ value }) => value)
      expect(ignoredValues).toEqual([])
    }
    // Of every setting once: it is slower than the rest.
    const computed = counting.find(({ plan }) => seenBy(plan) !== seenBy(usual) && isLoaded(plan))
    if (computed) expect(await logitsOf(computed.plan)).not.toEqual(await logitsOf(usual))
  })

  /** Values of all types that are neither the setting's own nor among its neutral ones. */
  function otherValues(base: Values, setting: string): unknown[] {
    const own = valueAt(base, setting)
    const simple = [null, true, false, 0, 1, 2, 0.5, -1, 37, 'relu', 'other', [], ['x'], {}, { x: 1 }]
    const values = typeof own === 'number' ? [...simple, own * 2, own + 1] : simple
    const neutral = planModel(base).known.get(setting) ?? []
    return values.filter((value) => !isSame(value, own) && !isOff(value, own) && !isListed(neutral, value))
  }

  /** null and {} leave it to what follows from other settings, as does repeating what another one says. */
  function isSameAsUnset(value: unknown, setting: string): boolean {
    if (isSame(value, DEFAULTS[setting])) return true
    if (!setting.includes('.') && Object.values(rotary).includes(value)) return true
    if (value !== null && !isSame(value, {})) return false
    const unset = planOf(withValue(original, setting, undefined))
    return unset === null || saidBy(unset) === saidBy(plan)
  }

  const rotary = isObject(original.rope_parameters) ? original.rope_parameters : {}

  /** Whether the stored tensors are those of the plan. */
  function isLoaded({ layout, ignored }: ModelPlan): boolean {
    return isAccepted(() => {
      checkTensors(entries, layout, ignored)
      heldWeights(loadTensors(entries, layout))
    })
  }

  /** All that a plan says. */
  const saidBy = ({ config, layout }: ModelPlan) =>
    JSON.stringify([{ ...config, layers: everyLayer(config) }, tensorsOf(layout, entries)])

  /** All that counts for a prompt of so few tokens: not the bounds that it does not reach, nor wider windows. */
  function seenBy({ config, layout }: ModelPlan): string {
    const layers = everyLayer(config).map((layer) => ({
      ...layer,
      attention: attentionSeen(layer.attention),
    }))
    return saidBy({ config: { ...config, layers, contextLength: 0 }, layout, ignored: /$/ })
  }

  async function logitsOf({ config, layout }: ModelPlan): Promise<number[]> {
    const weights = weightFeeds(loadTensors(entries, layout))
    const session = await Session.create(forwardGraph(config, weights, TOKENS.length), { threads: 1 })
    const feeds = tokenFeeds([{ tokens: TOKENS, answerPosition: TOKENS.length - 1 }], TOKENS.length)
    const { logits } = await session.run({ ...weights, ...feeds })
    await session.release()
    return [...logits.data]
  }
})

/** The plan, where config.json is neither refused nor warned of in other words than usual. */
function notWarned(values: Values, usualWarnings: readonly string[]): ModelPlan | null {
  const plan = planOf(values)
  return plan?.warnings.every((warning) => usualWarnings.includes(warning)) ? plan : null
}

function planOf(values: Values): ReturnType<typeof planModel> | null {
  let plan: ReturnType<typeof planModel> | null = null
  isAccepted(() => void (plan = planModel(values)))
  return plan
}

/** @throws what is not a refusal in one sentence. */
function isAccepted(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    sentenceOf(error)
    return false
  }
}

function attentionSeen({ window, rotary, ...rest }: TransformerConfig['layers'][number]['attention']) {
  const beyond = rotary?.beyond && rotary.beyond.length < TOKENS.length ? rotary.beyond : null
  return {
    ...rest,
    window: window === null || window >= TOKENS.length ? null : window,
    rotary: rotary && { ...rotary, beyond },
  }
}

const everyLayer = (config: TransformerConfig) =>
  Array.from({ length: config.layerCount }, (_, layer) => layerSpec(config, layer))

/** The stored tensors that a layout takes, with their shapes and how they are looked at: all, or those before it refuses. */
function tensorsOf(layout: WeightLayout, entries: TensorEntries): unknown[] {
  const taken: unknown[] = []
  isAccepted(() =>
    layout({
      has: (name) => entries.has(name),
      take(name, dims, view) {
        taken.push([name, dims, view])
        return { dims: view?.dims ?? dims, data: new Float32Array(0) }
      },
    }),
  )
  return taken
}

function isListed(values: NeutralValues, value: unknown): boolean {
  if (typeof values === 'function') return values(value)
  return values.some((one) => isSame(one, value))
}

/** Python takes all of these for False. */
const isOff = (...values: unknown[]) => values.every((value) => [null, false, 0].includes(value as null))

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `rope_parameters` and `rope_parameters.rope_theta`, ... */
function pathsIn(values: Values, before = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    before + name,
    ...(isObject(value) ? pathsIn(value, `${before}${name}.`) : []),
  ])
}

function valueAt(values: Values, setting: string): unknown {
  return setting
    .split('.')
    .reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), values)
}

/** A copy with another value of a setting, or without it. */
function withValue(values: Values, setting: string, value?: unknown): Values {
  const [name, ...rest] = setting.split('.')
  if (rest.length === 0) return { ...values, [name]: value }
  const inner = isObject(values[name]) ? values[name] : {}
  return { ...values, [name]: withValue(inner, rest.join('.'), value) }
}

const withValues = (values: Values, others: Values) =>
  Object.entries(others).reduce((all, [setting, value]) => withValue(all, setting, value), values)
