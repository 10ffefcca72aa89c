import { describe, expect, it } from 'vitest'
import { drawExperiment } from '../../testing/random-experiments'
import { Draw, drawConfig, TOPOLOGIES } from '../../testing/random-models'
import { drawWeights } from '../../testing/random-weights'
import { tinyTask } from '../../testing/reference-tasks'
import { openModel, type TransformerConfig, type WeightTensor } from '../model'
import { plainEmbedding, plainLayer, plainLogits, plainRotary } from '../model/transformer'
import { floatTensor } from '../onnx'
import { canOverflow, weightFeeds } from '../transformer'
import { activationPatching } from '../methods/activation/activation-patching'
import { attributionPatching } from '../methods/attribution/attribution-patching'
import { eap } from '../methods/eap/eap'
import { edgePatching } from '../methods/edges/edge-patching'
import { IncrementalEvaluator, MaskedEvaluator } from '../evaluators'
import { graphOf, type Experiment } from './experiment'
import { evaluateCircuits } from '../methods/evaluate/evaluate-circuit'
import { watchedConfig } from './no-numbers'
import { chainPatching } from '../methods/path/path-patching'
import { Circuit } from '../graph'
import { resultOf } from './progress'
import { acdcOnPairs } from '../../testing/acdc-on-pairs'
import { heldWeights, type Held, type HeldWeights } from '../../testing/held-weights'

const TASKS = ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l']

async function opened(name: string) {
  const { modelPath, pairs } = tinyTask(name)
  const model = await openModel(modelPath)
  return { config: model.config, weights: heldWeights(await model.loadWeights()), pairs: pairs.slice(0, 4) }
}

type Opened = Awaited<ReturnType<typeof opened>>

const times = ({ dims, data }: Held<WeightTensor>, factor: number): Held<WeightTensor> => ({
  dims,
  data: data.map((value) => value * factor),
})

/** A token that only these texts use, of an embedding too large to be squared in float32. */
function withLargeToken(
  { config, weights, pairs }: Opened,
  side: 'clean' | 'corrupt',
  prompt: number,
): Opened {
  const used = new Set(pairs.flatMap(({ clean, corrupt }) => [...clean, ...corrupt, 0]))
  const token = Array.from({ length: config.vocabSize }, (_, id) => id).find((id) => !used.has(id))!
  const embed = { dims: weights.embed.dims, data: weights.embed.data.slice() }
  for (let i = 0; i < config.dModel; i++) embed.data[token * config.dModel + i] *= 1e20
  const isTied = weights.unembed === weights.embed
  return {
    config,
    weights: { ...weights, embed, unembed: isTied ? { ...weights.unembed } : weights.unembed },
    pairs: pairs.map((pair, i) => (i === prompt ? { ...pair, [side]: pair[side].with(1, token) } : pair)),
  }
}

/** One layer whose values are too large. */
function withLargeLayer(model: Opened, layer: number): Opened {
  const change = (weights: HeldWeights['layers'][number], l: number) =>
    l === layer ? { ...weights, v: { ...weights.v, weight: times(weights.v.weight, 1e25) } } : weights
  return { ...model, weights: { ...model.weights, layers: model.weights.layers.map(change) } }
}

function experimentOf({ config, weights, pairs }: Opened): Experiment {
  const feeds = weightFeeds(weights)
  return { config: watchedConfig(config, feeds), weights: feeds, pairs, threads: 1 }
}

/** Every method of this direction. */
const methodsOn = (experiment: Experiment, { config, weights, pairs }: Opened) => [
  acdcOnPairs({
    architecture: config,
    weights,
    pairs,
    threads: 1,
    config: { metric: 'logit_diff', threshold: 0.01, order: 'reference', absolute: false },
  }),
  edgePatching(experiment, { direction: 'noising', metric: 'logit_diff', edges: [0, 1] }),
  chainPatching(experiment, { direction: 'noising', metric: 'logit_diff', path: 'a0.h0->logits' }),
  eap(experiment, { direction: 'noising', metric: 'logit_diff' }),
  attributionPatching(experiment, { direction: 'noising', metric: 'logit_diff', families: ['heads'] }),
  activationPatching(experiment, { direction: 'noising', families: ['heads'], metric: 'logit_diff' }),
  evaluateCircuits(experiment, [Circuit.full(graphOf(config).edgeCount)]),
]

const DAMAGE = 'its weights may be damaged or hold values too large.'

it('weights of the usual size leave the end of float32 out, on every model: nothing is watched', async () => {
  for (const name of TASKS) {
    const { config, weights } = await opened(name)
    expect(canOverflow(config, weightFeeds(weights))).toBe(false)
  }
})

describe.each(TASKS)('%s: a value that float32 cannot square ends every method', (name) => {
  it.each(['clean', 'corrupt'] as const)('on the %s prompt, named with its layer', async (side) => {
    const model = withLargeToken(await opened(name), side, 2)
    const refusal = `the model gives no numbers on prompt 3 (layer 0)${side === 'clean' ? '' : ' in its corrupt run'}: ${DAMAGE}`
    for (const method of methodsOn(experimentOf(model), model))
      await expect(resultOf<unknown>(method)).rejects.toThrow(refusal)
  })

  it('but not where only the padding of another prompt could have it', async () => {
    const { config, weights, pairs } = await opened(name)
    const isTied = weights.unembed === weights.embed
    const embed = { dims: weights.embed.dims, data: weights.embed.data.slice() }
    for (let i = 0; i < config.dModel; i++) embed.data[i] *= 1e22
    const text = (tokens: Int32Array, length: number) => tokens.slice(0, length).map((id) => id || 1)
    const mixed = pairs.map((pair, i) => {
      const length = pair.clean.length - i
      const [clean, corrupt] = [text(pair.clean, length), text(pair.corrupt, length)]
      return { ...pair, clean, corrupt, answerPosition: length - 1 }
    })
    const model = {
      config,
      weights: { ...weights, embed, unembed: isTied ? { ...weights.unembed } : weights.unembed },
      pairs: mixed,
    }
    const experiment = experimentOf(model)
    expect(experiment.config.watched).toBe(true)
    for (const method of methodsOn(experiment, model)) await resultOf<unknown>(method)
  })

  it('in a later layer', async () => {
    const model = withLargeLayer(await opened(name), 0)
    const experiment = experimentOf(model)
    expect(experiment.config.watched).toBe(true)
    for (const method of methodsOn(experiment, model))
      await expect(resultOf<unknown>(method)).rejects.toThrow('the model gives no numbers on prompt 1')
  })
})

describe('a run that only a patch makes overflow', () => {
  /** The first two heads of layer 0 write opposite values, each too large by itself. */
  async function opposed(): Promise<Opened> {
    const model = await opened('gpt2-tiny')
    const change = (weights: HeldWeights['layers'][number], l: number) => {
      if (l > 0) return weights
      const equal = <P extends { weight: Held<WeightTensor>; bias: Held<WeightTensor> | null }>(
        projection: P,
      ): P => {
        const doubled = (tensor: Held<WeightTensor> | null) => {
          if (!tensor) return null
          const size = tensor.data.length / tensor.dims[0]
          const data = tensor.data.slice()
          data.copyWithin(size, 0, size)
          return { dims: tensor.dims, data }
        }
        return { ...projection, weight: doubled(projection.weight)!, bias: doubled(projection.bias) }
      }
      const o = equal(weights.o)
      const size = o.weight.data.length / o.weight.dims[0]
      for (let i = 0; i < 2 * size; i++) o.weight.data[i] *= i < size ? 1e20 : -1e20
      return { ...weights, q: equal(weights.q), k: equal(weights.k), v: equal(weights.v), o }
    }
    return { ...model, weights: { ...model.weights, layers: model.weights.layers.map(change) } }
  }
  const named = (what: string) =>
    new RegExp(`^${what} gives no numbers on prompt \\d: ${DAMAGE.replaceAll('.', '\\.')}$`)

  it('names the row of the set, where the prompts are a part of it', async () => {
    const model = await opposed()
    const pairs = model.pairs.map((pair, i) => ({ ...pair, row: 10 + 3 * i }))
    const experiment = experimentOf({ ...model, pairs })
    const ofRow = /gives no numbers on prompt (11|14|17|20): /
    const options = { direction: 'noising', metric: 'logit_diff' } as const
    const cut = Circuit.full(graphOf(experiment.config).edgeCount)
    cut.delete(1)
    for (const method of [
      edgePatching(experiment, options),
      chainPatching(experiment, { ...options, path: 'a0.h0->m0->logits' }),
      activationPatching({ ...experiment, partBytes: 1 }, { ...options, families: ['heads'] }),
      evaluateCircuits({ ...experiment, partBytes: 1 }, [cut]),
    ])
      await expect(resultOf<unknown>(method)).rejects.toThrow(ofRow)
  })

  it('is refused in ACDC, edges, paths, activations and circuits', async () => {
    const model = await opposed()
    const experiment = experimentOf(model)
    const acdc = (ablation: 'resample' | 'zero', createEvaluator = IncrementalEvaluator.create) =>
      acdcOnPairs({
        architecture: model.config,
        weights: model.weights,
        pairs: model.pairs,
        threads: 1,
        config: { metric: 'kl', threshold: 0.01, order: 'reference', absolute: false, ablation },
        createEvaluator: createEvaluator as typeof IncrementalEvaluator.create,
      })
    for (const ablation of ['resample', 'zero'] as const) {
      await expect(resultOf<unknown>(acdc(ablation))).rejects.toThrow(
        named('the model without a0.h1->logits'),
      )
      await expect(resultOf<unknown>(acdc(ablation, MaskedEvaluator.create as never))).rejects.toThrow(
        named('a circuit of \\d+ edges'),
      )
      const options = { direction: 'noising', ablation, metric: 'logit_diff' } as const
      for (const method of [
        edgePatching(experiment, options),
        chainPatching(experiment, { ...options, path: 'a0.h0->m0->logits' }),
        activationPatching(experiment, { ...options, families: ['heads'] }),
      ])
        await expect(resultOf<unknown>(method)).rejects.toThrow(named('the patched model'))
      const { edgeCount } = graphOf(experiment.config)
      const cut = Circuit.full(edgeCount)
      cut.delete(1)
      await expect(resultOf(evaluateCircuits(experiment, [cut], ablation))).rejects.toThrow(
        named('a circuit of \\d+ edges'),
      )
    }
  })
})

it('EAP-IG: a run between two that have numbers may have none', async () => {
  // Token 1 and token 2 embed as opposites but for one small part; halfway only that is left, and a norm makes it
  // large: the one neuron that reads it writes 1e25.
  const draw = new Draw(5)
  const config: TransformerConfig = {
    ...drawConfig(draw),
    layerCount: 2,
    layers: [plainLayer(0.5, plainRotary(4, 100))],
    embedding: plainEmbedding(false),
    heads: 1,
    kvHeads: 1,
    norm: { kind: 'rms-norm', epsilon: 1e-5 },
    mlp: { kind: 'plain', activation: 'relu' },
    dMlp: 24,
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
  const weights = weightFeeds(drawWeights(draw, config))
  const { dModel, dMlp } = config
  const fill = (name: string, of: (at: number) => number, dims = weights[name].dims) => {
    const size = dims.reduce((product, dim) => product * dim, 1)
    weights[name] = floatTensor(
      new Float32Array(size).map((_, at) => of(at)),
      dims,
    )
  }
  const side = (token: number) => (token === 2 ? -100 : 100)
  fill('embed', (at) => [side(Math.floor(at / dModel)), 1][at % dModel] ?? 0)
  for (const name of Object.keys(weights)) if (name.startsWith('layer0.o.')) fill(name, () => 0)
  fill('layer0.mlpNorm.weight', () => 1)
  fill('layer0.up.weight', (at) => (at === dMlp! ? 10 : 0))
  fill('layer0.up.bias', () => -20, [dMlp!])
  fill('layer0.down.weight', () => 1e25)
  const pair = { answers: [3], wrongAnswers: [4], answerPosition: 2 }
  const pairs = [
    { clean: Int32Array.of(1, 1, 3), corrupt: Int32Array.of(1, 1, 3), ...pair },
    { clean: Int32Array.of(1, 1, 3), corrupt: Int32Array.of(1, 2, 3), ...pair },
  ]
  const experiment = { config: watchedConfig(config, weights), weights, pairs, threads: 1 }
  expect(experiment.config.watched).toBe(true)
  const options = { metric: 'logit_diff', direction: 'noising' } as const
  await resultOf(eap(experiment, options))
  await resultOf(eap(experiment, { ...options, igSteps: 1 }))
  await expect(resultOf(eap(experiment, { ...options, igSteps: 2 }))).rejects.toThrow(
    `the model gives no numbers on prompt 2 (step 1 of 2 from its corrupt to its clean run): ${DAMAGE}`,
  )
})

it('watching changes no number', async () => {
  const drawn = TOPOLOGIES.map((topology) => drawExperiment(new Draw(1), topology))
  const bounded = drawn.filter(({ config }) => config.layers.every(({ norms }) => norms.beforeAttention))
  for (const { config, weights } of bounded) expect(canOverflow(config, weights)).toBe(false)
  const tasks = await Promise.all(TASKS.map(async (name) => experimentOf(await opened(name))))
  for (const plain of [...tasks, ...drawn]) {
    const watched = { ...plain, config: { ...plain.config, watched: true } }
    const options = { direction: 'noising', metric: 'logit_diff' } as const
    const [a, b] = [
      await resultOf(edgePatching(plain, options)),
      await resultOf(edgePatching(watched, options)),
    ]
    expect(b.scores).toEqual(a.scores)
  }
})
