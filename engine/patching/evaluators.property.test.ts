import { describe, expect, it } from 'vitest'
import type { MetricName } from '../../contract'
import type { PromptPair } from '../datasets'
import { decideTwice, largestDifference } from '../../fixtures/decide-twice'
import { MetricMeter } from '../metrics'
import type { TransformerConfig } from '../model'
import { floatTensor, type Feeds } from '../onnx'
import { graphOf } from './acdc-on-pairs'
import type { EvaluatorSetup } from './masked-evaluator'
import { joinLogits, runPairs } from './paired-runs'

/** Every choice of a case is drawn from its seed, so a failure is told by the seed alone. */
const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1)

/** Numbers in [0, 1) (mulberry32). */
function uniforms(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

class Draw {
  private readonly uniform: () => number

  constructor(seed: number) {
    this.uniform = uniforms(seed)
  }

  below(limit: number): number {
    return Math.floor(this.uniform() * limit)
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]
  }

  /** Values of about `scale`, of mean 0. */
  values(count: number, scale: number): Float32Array {
    return Float32Array.from({ length: count }, () => scale * 3.46 * (this.uniform() - 0.5))
  }
}

function drawConfig(draw: Draw): TransformerConfig {
  const heads = draw.of([1, 2, 4])
  const dHead = 4
  const mlp = draw.of([
    { kind: 'none' },
    { kind: 'plain', activation: 'gelu-new' },
    { kind: 'plain', activation: 'relu' },
    { kind: 'gated', activation: 'silu' },
  ] as const)
  return {
    architecture: 'gpt2',
    layers: 1 + draw.below(3),
    heads,
    kvHeads: draw.of([heads, heads, 1]),
    dModel: 16,
    dHead,
    dMlp: mlp.kind === 'none' ? null : 24,
    vocabSize: 29,
    contextLength: 8,
    norm: draw.of([
      { kind: 'layer-norm', epsilon: 1e-5 },
      { kind: 'rms-norm', epsilon: 1e-5 },
      { kind: 'none' },
    ] as const),
    positions: draw.of([{ kind: 'learned' }, { kind: 'rotary', dims: 4, theta: 100 }] as const),
    mlp,
    parallel: draw.of([false, false, true]),
    causal: draw.of([true, true, true, false]),
    attentionScale: 0.5,
  }
}

function drawWeights(draw: Draw, config: TransformerConfig): Feeds {
  const { layers, heads, kvHeads, dModel, dHead, dMlp, vocabSize, contextLength, norm, mlp } = config
  const feeds: Feeds = {}
  const biases = draw.of([true, false])
  // Without norms nothing bounds a stream: large weights would give logits at which float32 itself steps by 1e-5.
  const size = norm.kind === 'none' ? 0.5 : 1
  const put = (name: string, dims: number[], scale: number, around = 0) => {
    const values = draw.values(
      dims.reduce((product, dim) => product * dim, 1),
      scale * size,
    )
    feeds[name] = floatTensor(
      values.map((value) => value + around),
      dims,
    )
  }
  const putNorm = (name: string) => {
    if (norm.kind === 'none') return
    put(`${name}.weight`, [dModel], 0.2, 1)
    if (norm.kind === 'layer-norm') put(`${name}.bias`, [dModel], 0.1)
  }
  put('embed', [vocabSize, dModel], 0.7)
  if (config.positions.kind === 'learned') put('positions', [contextLength, dModel], 0.4)
  for (let layer = 0; layer < layers; layer++) {
    const at = `layer${layer}`
    putNorm(`${at}.attentionNorm`)
    for (const [slot, count] of [
      ['q', heads],
      ['k', kvHeads],
      ['v', kvHeads],
    ] as const) {
      put(`${at}.${slot}.weight`, [count, dModel, dHead], 0.4)
      if (biases) put(`${at}.${slot}.bias`, [count, 1, dHead], 0.1)
    }
    put(`${at}.o.weight`, [heads, dHead, dModel], 0.3)
    if (biases) put(`${at}.o.bias`, [dModel], 0.1)
    if (mlp.kind === 'none') continue
    putNorm(`${at}.mlpNorm`)
    for (const name of mlp.kind === 'gated' ? ['gate', 'up'] : ['up']) {
      put(`${at}.${name}.weight`, [dModel, dMlp!], 0.25)
      put(`${at}.${name}.bias`, [dMlp!], 0.1)
    }
    put(`${at}.down.weight`, [dMlp!, dModel], 0.2)
    put(`${at}.down.bias`, [dModel], 0.1)
  }
  putNorm('finalNorm')
  put('unembed', [vocabSize, dModel], 0.5)
  if (biases) put('unembedBias', [vocabSize], 0.3)
  return feeds
}

function drawPairs(draw: Draw, { vocabSize, causal }: TransformerConfig): PromptPair[] {
  const mixed = causal && draw.of([true, false])
  const longest = 3 + draw.below(4)
  return Array.from({ length: 1 + draw.below(4) }, () => {
    const length = mixed ? 2 + draw.below(longest - 1) : longest
    const clean = Int32Array.from({ length }, () => draw.below(vocabSize))
    const corrupt = clean.map((token) => (draw.below(2) === 0 ? token : draw.below(vocabSize)))
    const answers = Array.from({ length: 1 + draw.below(2) }, () => draw.below(vocabSize))
    const answerPosition = draw.of([length - 1, length - 1, draw.below(length)])
    return { clean, corrupt, answers, wrongAnswers: [draw.below(vocabSize)], answerPosition }
  })
}

interface Drawn {
  setup: EvaluatorSetup
  threshold: number
  /** Nested cuts at once. */
  batch: number
}

async function drawCase(seed: number): Promise<Drawn> {
  const draw = new Draw(seed)
  const config = drawConfig(draw)
  const weights = drawWeights(draw, config)
  const pairs = drawPairs(draw, config)
  const threads = draw.of([1, 2])
  const metric: MetricName = draw.of(['kl', 'logit_diff'])
  const threshold = draw.of([0.003, 0.01, 0.03, 0.1])
  const runs = await runPairs(config, weights, pairs, threads, draw.of([undefined, 4000]))
  const meter = new MetricMeter(pairs, joinLogits(runs.batches.map((batch) => batch.cleanLogits)))
  return {
    setup: { graph: graphOf(config), config, weights, runs, meter, metric, threads },
    threshold,
    batch: 1 + draw.below(16),
  }
}

describe('on random models, prompts, thresholds, batches and threads the incremental evaluator', () => {
  let kept = 0
  let cut = 0
  for (const seed of SEEDS) {
    it(`decides as the masked one does (seed ${seed})`, async () => {
      const { setup, threshold, batch } = await drawCase(seed)
      const { incremental, masked } = await decideTwice(setup, { threshold, batch })
      expect(incremental.kept).toEqual(masked.kept)
      expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(1e-5)
      kept += masked.kept.length
      cut += masked.cutByTest
    })
  }

  it('has seen edges of both kinds', () => {
    expect(kept).toBeGreaterThan(SEEDS.length)
    expect(cut).toBeGreaterThan(SEEDS.length)
  })
})
