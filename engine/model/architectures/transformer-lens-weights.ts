import { PatchbayError } from '../../../contract'
import { valuesOf } from '../../onnx'
import { unitNorm } from '../weights/linear-weights'
import { transposed, type StoredTensors } from '../weights/stored-tensors'
import type {
  LayerWeights,
  MlpWeights,
  NormWeights,
  Projection,
  TransformerConfig,
  TransformerWeights,
} from '../transformer'

/** TransformerLens's tensors, which are stored as the engine wants them. */
interface Stored {
  /** Whether norms have weights. */
  norms: boolean
  /** Whether keys and values are stored under the names of grouped-query attention. */
  grouped: boolean
}

export function takeTransformerLens(
  tensors: StoredTensors,
  config: TransformerConfig,
  stored: Stored,
): TransformerWeights {
  const { layerCount, dModel, vocabSize, contextLength, embedding } = config
  return {
    embed: tensors.take('embed.W_E', [vocabSize, dModel]),
    positions: embedding.learnedPositions ? tensors.take('pos_embed.W_pos', [contextLength, dModel]) : null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, stored, `blocks.${layer}.`),
    ),
    finalNorm: takeNorm(tensors, 'ln_final', dModel, config, stored),
    unembed: tensors.take('unembed.W_U', [dModel, vocabSize], transposed(dModel, vocabSize)),
    unembedBias: takeBias(tensors, 'unembed.b_U', [vocabSize]),
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  stored: Stored,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dHead, dModel, mlp } = config
  const take = (letter: string, weight: number[], bias: number[], before = ''): Projection => ({
    weight: tensors.take(`${at}attn.${before}W_${letter}`, weight),
    bias: takeBias(tensors, `${at}attn.${before}b_${letter}`, bias),
  })
  const before = stored.grouped ? '_' : ''
  return {
    attentionNorm: takeNorm(tensors, `${at}ln1`, dModel, config, stored),
    q: take('Q', [heads, dModel, dHead], [heads, dHead]),
    k: take('K', [kvHeads, dModel, dHead], [kvHeads, dHead], before),
    v: take('V', [kvHeads, dModel, dHead], [kvHeads, dHead], before),
    o: take('O', [heads, dHead, dModel], [dModel]),
    mlpNorm: mlp.kind === 'none' ? null : takeNorm(tensors, `${at}ln2`, dModel, config, stored),
    mlp: mlp.kind === 'none' ? null : takeMlp(tensors, config, stored, `${at}mlp.`),
  }
}

function takeMlp(tensors: StoredTensors, config: TransformerConfig, stored: Stored, at: string): MlpWeights {
  const { dModel, mlp } = config
  const dMlp = config.dMlp!
  const up = tensors.take(`${at}W_in`, [dModel, dMlp])
  const bias = takeBias(tensors, `${at}b_in`, [dMlp])
  const down = {
    weight: tensors.take(`${at}W_out`, [dMlp, dModel]),
    bias: takeBias(tensors, `${at}b_out`, [dModel]),
  }
  if (mlp.kind === 'gated') {
    refuseBias(bias && valuesOf(bias.data), `${at}b_in`)
    const gate = { weight: tensors.take(`${at}W_gate`, [dModel, dMlp]), bias: null }
    return { gate, up: { weight: up, bias: null }, down }
  }
  const isNormed = mlp.kind === 'plain' && mlp.normed
  const norm = isNormed ? takeNorm(tensors, `${at}ln`, dMlp, config, stored) : null
  return { gate: null, up: { weight: up, bias }, norm, down }
}

/** TransformerLens adds it to the product of the gate and what it gates, where the engine adds nothing. */
function refuseBias(values: Float32Array | null, name: string): void {
  if (!values?.some((value) => value !== 0)) return
  throw new PatchbayError(
    'bad-input',
    `tensor "${name}" is the bias of a gated MLP and not 0, which is not supported; leaving it out would give wrong numbers.`,
  )
}

function takeNorm(
  tensors: StoredTensors,
  name: string,
  width: number,
  { norm }: TransformerConfig,
  stored: Stored,
): NormWeights | null {
  if (norm.kind === 'none') return null
  if (!stored.norms) return unitNorm(width)
  const bias = norm.kind === 'layer-norm' ? tensors.take(`${name}.b`, [width]) : null
  return { weight: tensors.take(`${name}.w`, [width]), bias }
}

/** Those that are all 0 may be left out. */
function takeBias(tensors: StoredTensors, name: string, dims: number[]) {
  return tensors.has(name) ? tensors.take(name, dims) : null
}
