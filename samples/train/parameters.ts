import { floatTensor, plainLayer, type FloatTensor, type TransformerConfig } from '../../engine/training.ts'
import { makeUniform, normalOf } from '../random.ts'

export interface ModelSizes {
  layerCount: number
  heads: number
  dModel: number
  vocabSize: number
  contextLength: number
}

/** A model as GPT-2 has it: norms before, learned positions, an MLP four times as wide, another matrix at each end. */
export function gpt2Config({
  layerCount,
  heads,
  dModel,
  vocabSize,
  contextLength,
}: ModelSizes): TransformerConfig {
  const dHead = dModel / heads
  const scale = 1 / Math.sqrt(dHead)
  return {
    ...{ architecture: 'gpt2', layerCount, heads, kvHeads: heads, dModel, dHead, dMlp: 4 * dModel },
    ...{ vocabSize, contextLength, parallel: false, causal: true },
    embedding: { scale: 1, learnedPositions: true, norm: false },
    norm: { kind: 'layer-norm', epsilon: 1e-5 },
    mlp: { kind: 'plain', activation: 'gelu-new' },
    logits: { scale: 1, softCap: null },
    layers: [plainLayer(scale)],
  }
}

/** What is trained, by the names that the engine's graphs have for it. */
export type Parameters = Map<string, FloatTensor>

const DEVIATION = 0.06

/** Seeded weights, as GPT-2's those that write to the stream smaller by the root of how many there are. */
export function initialParameters(config: TransformerConfig, seed: number): Parameters {
  const uniform = makeUniform(seed)
  const parameters: Parameters = new Map()
  const writing = DEVIATION / Math.sqrt(2 * config.layerCount)
  for (const [name, dims] of shapesOf(config)) {
    const deviation = /\.(o\.joined|down\.weight)$/.test(name) ? writing : DEVIATION
    const drawn = isMatrix(name) ? () => deviation * normalOf(uniform) : () => (isScale(name) ? 1 : 0)
    const size = dims.reduce((product, dim) => product * dim, 1)
    parameters.set(name, floatTensor(Float32Array.from({ length: size }, drawn), dims))
  }
  return parameters
}

const isScale = (name: string): boolean => name.endsWith('Norm.weight')

/** Neither a bias nor of a norm: these begin at random, and decay. */
export function isMatrix(name: string): boolean {
  return !isScale(name) && !name.endsWith('.bias')
}

/** Every parameter with its shape. */
export function shapesOf(config: TransformerConfig): [string, number[]][] {
  const { layerCount, heads, dModel, dHead, vocabSize, contextLength } = config
  const dMlp = config.dMlp!
  const norm = (name: string): [string, number[]][] => [
    [`${name}.weight`, [dModel]],
    [`${name}.bias`, [dModel]],
  ]
  const shapes: [string, number[]][] = [
    ['embed', [vocabSize, dModel]],
    ['positions', [contextLength, dModel]],
  ]
  for (let layer = 0; layer < layerCount; layer++) {
    const at = `layer${layer}`
    shapes.push(...norm(`${at}.attentionNorm`))
    for (const kind of ['q', 'k', 'v'])
      shapes.push([`${at}.${kind}.weight`, [heads, dModel, dHead]], [`${at}.${kind}.bias`, [heads, 1, dHead]])
    shapes.push([`${at}.o.joined`, [heads * dHead, dModel]], [`${at}.o.bias`, [dModel]])
    shapes.push(...norm(`${at}.mlpNorm`))
    shapes.push([`${at}.up.weight`, [dModel, dMlp]], [`${at}.up.bias`, [dMlp]])
    shapes.push([`${at}.down.weight`, [dMlp, dModel]], [`${at}.down.bias`, [dModel]])
  }
  return [...shapes, ...norm('finalNorm'), ['unembed', [vocabSize, dModel]]]
}
