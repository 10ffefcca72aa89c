import {
  layerSpec,
  type LayerWeights,
  type MlpWeights,
  type NormWeights,
  type Projection,
  type TransformerConfig,
  type WeightTensor,
} from '../engine/model/transformer'
import type { Draw } from './random-models'
import type { Held, HeldWeights } from './held-weights'

/** Weights of a drawn model: biases may be there or not, part by part. */
export function drawWeights(draw: Draw, config: TransformerConfig): HeldWeights {
  const { vocabSize, dModel, contextLength, embedding, layerCount, norm } = config
  const drawn = new DrawnWeights(draw, config)
  const embed = drawn.tensor([vocabSize, dModel], 0.7 / embedding.scale)
  return {
    embed,
    positions: embedding.learnedPositions ? drawn.tensor([contextLength, dModel], 0.4) : null,
    embeddingNorm: embedding.norm ? drawn.norm() : null,
    layers: Array.from({ length: layerCount }, (_, layer) => drawn.layer(layer)),
    finalNorm: norm.kind === 'none' ? null : drawn.norm(),
    unembed: draw.of([drawn.tensor([vocabSize, dModel], 0.5), embed]),
    unembedBias: drawn.bias('unembed', [vocabSize], 0.3),
  }
}

class DrawnWeights {
  private readonly hasBias: Record<'qkv' | 'o' | 'mlp' | 'norm' | 'unembed', boolean>
  /** Without norms nothing bounds a stream: large weights would give logits at which float32 itself steps by 1e-5. */
  private readonly size: number
  private isQkNormShared?: boolean

  constructor(
    private readonly draw: Draw,
    private readonly config: TransformerConfig,
  ) {
    const either = () => draw.of([true, false])
    this.hasBias = { qkv: either(), o: either(), mlp: either(), norm: either(), unembed: either() }
    this.size = config.norm.kind === 'none' ? 0.5 : 1
  }

  tensor(dims: number[], scale: number, around = 0): Held<WeightTensor> {
    const count = dims.reduce((product, dim) => product * dim, 1)
    return { dims, data: this.draw.values(count, scale * this.size).map((value) => value + around) }
  }

  bias(of: keyof DrawnWeights['hasBias'], dims: number[], scale = 0.1): Held<WeightTensor> | null {
    return this.hasBias[of] ? this.tensor(dims, scale) : null
  }

  norm(dims = [this.config.dModel]): Held<NormWeights> {
    const bias = this.config.norm.kind === 'layer-norm' ? this.bias('norm', dims) : null
    return { weight: this.tensor(dims, 0.2, 1), bias }
  }

  layer(index: number): Held<LayerWeights> {
    const { heads, kvHeads, dModel, dHead } = this.config
    const { attention, norms } = layerSpec(this.config, index)
    const slopes = Float32Array.from({ length: heads }, (_, head) => 0.8 / (head + 1))
    const qkNorm = (count: number) => {
      if (attention.qkNorm === 'none') return null
      return this.norm([attention.qkNorm === 'per-head' && this.sharesQkNorm() ? 1 : count, dHead])
    }
    return {
      attentionNorm: norms.beforeAttention ? this.norm() : null,
      attentionPostNorm: norms.afterAttention ? this.norm() : null,
      qNorm: qkNorm(heads),
      kNorm: qkNorm(kvHeads),
      alibi: attention.alibi ? { dims: [heads], data: slopes } : null,
      q: this.heads(heads),
      k: this.heads(kvHeads),
      v: this.heads(kvHeads),
      o: { weight: this.tensor([heads, dHead, dModel], 0.3), bias: this.bias('o', [dModel]) },
      mlpNorm: norms.beforeMlp && !norms.shared ? this.norm() : null,
      mlpPostNorm: norms.afterMlp ? this.norm() : null,
      mlp: this.mlp(),
    }
  }

  /** Whether all heads share one norm: the same in every layer, as in all models that there are. */
  private sharesQkNorm(): boolean {
    this.isQkNormShared ??= this.draw.of([true, false])
    return this.isQkNormShared
  }

  private heads(count: number): Held<Projection> {
    const { dModel, dHead } = this.config
    return { weight: this.tensor([count, dModel, dHead], 0.4), bias: this.bias('qkv', [count, dHead]) }
  }

  private mlp(): Held<MlpWeights> | null {
    const { mlp, dMlp, dModel } = this.config
    if (mlp.kind === 'none' || dMlp === null) return null
    const into = () => ({ weight: this.tensor([dModel, dMlp], 0.25), bias: this.bias('mlp', [dMlp]) })
    return {
      gate: mlp.kind === 'gated' ? into() : null,
      up: into(),
      norm: mlp.kind === 'plain' && mlp.normed ? this.norm([dMlp]) : null,
      down: { weight: this.tensor([dMlp, dModel], 0.2), bias: this.bias('mlp', [dModel]) },
    }
  }
}
