import { PatchbayError } from '../../../contract'
import { rowsOf } from '../../onnx'
import type { StoredTensors } from './stored-tensors'
import type { TransformerWeights, WeightTensor } from '../transformer'

type Ends = Pick<TransformerWeights, 'embed' | 'unembed' | 'unembedBias'>

interface Head {
  /** Its name; `lm_head` as a rule. */
  name?: string
  /** Whether it has a bias [vocabSize]; it has none as a rule. */
  bias?: boolean | 'where stored'
}

/**
 * Token embedding `embedName` [vocabSize, dModel] and output head [vocabSize, dModel], which is the embedding where the head is tied.
 * @throws PatchbayError (bad-input) where a head that is not tied is missing, and where a tied one is stored as well, with
 * other values (programs differ in which of the two they take).
 */
export function takeEnds(
  tensors: StoredTensors,
  embedName: string,
  shape: [number, number],
  tied: boolean,
  { name = 'lm_head', bias = false }: Head = {},
): Ends {
  const [headName, biasName] = [`${name}.weight`, `${name}.bias`]
  const isStored = tensors.has(headName)
  const embed = tensors.take(embedName, shape)
  if (!isStored && !tied) throw missingHead(headName)
  const unembed = isStored && !tied ? tensors.take(headName, shape) : embed
  if (isStored && tied)
    refuseDifference(embed, embedName, tensors.take(headName, shape, { dims: shape, isCopy: true }), headName)
  // Models that are saved without their tied head have no bias either; the library then makes one of zeros.
  const hasBias = bias === 'where stored' || (bias && !isStored) ? tensors.has(biasName) : bias
  return { embed, unembed, unembedBias: hasBias ? tensors.take(biasName, [shape[0]]) : null }
}

function missingHead(name: string): PatchbayError {
  const why = `the head is not tied (tie_word_embeddings), yet the weights store no ${name}`
  return new PatchbayError(
    'bad-input',
    `config.json: ${why}; save the model together with its head, or set tie_word_embeddings to true if the head is the embedding.`,
  )
}

function refuseDifference(
  embed: WeightTensor,
  embedName: string,
  head: WeightTensor,
  headName: string,
): void {
  if (isSame(embed, head)) return
  const differ = `the head is tied (tie_word_embeddings), yet the weights store ${headName} with other values than ${embedName}`
  throw new PatchbayError(
    'bad-input',
    `config.json: ${differ}; set tie_word_embeddings to false if the stored head is meant.`,
  )
}

/** Rows that are compared at once. */
const SOME_ROWS = 256

/** Whether two matrices [rows, width] have the same values. */
function isSame(a: WeightTensor, b: WeightTensor): boolean {
  const [count, width] = a.dims
  if (a.data.length === 0) return true // while a model is opened tensors have no data yet
  for (let first = 0; first < count; first += SOME_ROWS) {
    const rows = Array.from({ length: Math.min(SOME_ROWS, count - first) }, (_, row) => first + row)
    const [of, other] = [a, b].map(({ data }) =>
      data instanceof Float32Array ? rowsOf(data, rows, width) : data.rows(rows, width),
    )
    if (!of.every((value, i) => value === other[i])) return false
  }
  return true
}

/** `prefix` where the tensors carry it, else '': bare models are saved without. */
export function storedPrefix(tensors: StoredTensors, prefix: string, name: string): string {
  return !tensors.has(prefix + name) && tensors.has(name) ? '' : prefix
}
