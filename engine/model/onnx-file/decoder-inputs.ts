import { sizeOfShape } from '../../onnx'
import { PatchbayError, shown, shownNames } from '../../../contract'
import type { FileFeed } from '../../onnx'
import type { OnnxGraph, OnnxValue } from './onnx-graph'
import { FLOAT_DTYPES } from './reading/dtypes'

/** The ends of a graph that gives the logits of tokens. */
export interface DecoderEnds {
  tokens: OnnxValue
  logits: OnnxValue
}

const WHOLE = ['I64', 'I32']

/**
 * Finds where tokens go in and logits come out.
 * @throws PatchbayError (bad-input) where the graph is not a decoder that reads token ids alone.
 */
export function decoderEnds({ fileName, inputs, outputs }: OnnxGraph): DecoderEnds {
  const refuse = (why: string) =>
    new PatchbayError(
      'bad-input',
      `${fileName} is not a language model that predicts the next token: ${why}.`,
    )
  const tokens = inputs.find(({ name }) => name === 'input_ids') ?? inputs.find(isTokens)
  if (!tokens)
    throw refuse(`no input of it is token ids (it reads ${shownNames(inputs.map(({ name }) => name))})`)
  const other = inputs.find(({ name }) => OF_ENCODER.test(name))
  if (other) throw refuse(`it also reads ${other.name}, which another model makes`)
  const logits = outputs.find(({ name }) => name === 'logits') ?? outputs.find(areLogits)
  if (!logits) {
    const gives = shownNames(outputs.map(({ name }) => name))
    throw refuse(
      `no output of it is logits (it gives ${gives}); export it with its head, for text generation`,
    )
  }
  return { tokens, logits }
}

const OF_ENCODER = /^(encoder_|pixel_|image_|audio_|inputs_embeds$|input_features$|decoder_input_embeds$)/

const isTokens = ({ name, dtype, dims }: OnnxValue) =>
  WHOLE.includes(dtype) && dims.length === 2 && !/mask|position|type/.test(name)

const areLogits = ({ name, dtype, dims }: OnnxValue) =>
  FLOAT_DTYPES.includes(dtype) && dims.length === 3 && !/hidden|embed/.test(name)

/** How many tokens one run has; null: as many as one likes. */
export function fixedLength({ tokens }: DecoderEnds): number | null {
  const length = tokens.dims[1]
  return typeof length === 'number' ? length : null
}

/**
 * All inputs of the graph for one prompt without a past.
 * @throws PatchbayError (bad-input) naming an input that nobody knows.
 */
export function feedsOf(graph: OnnxGraph, ends: DecoderEnds, prompt: Int32Array): Record<string, FileFeed> {
  const [batch] = ends.tokens.dims
  const rows = typeof batch === 'number' && batch > 0 ? batch : 1
  return Object.fromEntries(graph.inputs.map((input) => [input.name, feedOf(input, ends, rows, prompt)]))
}

function feedOf(input: OnnxValue, { tokens }: DecoderEnds, rows: number, prompt: Int32Array): FileFeed {
  const { name, dtype } = input
  const every = (dims: number[], valueAt: (i: number) => number) => ({
    dtype,
    dims,
    values: Array.from({ length: sizeOfShape(dims) }, (_, i) => valueAt(i)),
  })
  const length = prompt.length
  if (name === tokens.name) return every([rows, length], (i) => prompt[i % length])
  if (/attention_mask/.test(name) && input.dims.length === 2) return every([rows, length], () => 1)
  if (/position_ids/.test(name) && input.dims.length === 2) return every([rows, length], (i) => i % length)
  if (/cache_position/.test(name)) return every([length], (i) => i)
  if (/past/.test(name) && FLOAT_DTYPES.includes(dtype))
    return { dtype, dims: emptyPast(input, rows), values: [] }
  // Whether the branch with a past is taken, how many logits are left out, which of two texts a token is of.
  const isSwitch = /^(use_cache_branch|num_logits_to_keep|logits_to_keep)$/.test(name)
  if (isSwitch) return every(input.dims.length === 0 ? [] : [1], () => 0)
  if (/token_type_ids/.test(name)) return every([rows, length], () => 0)
  throw new PatchbayError('bad-input', `its input ${shown(name)} is not known.`)
}

/** The first dimension without a number is the batch, every other is the length of the past. */
function emptyPast({ dims }: OnnxValue, rows: number): number[] {
  const batch = dims.findIndex((dim) => typeof dim === 'string')
  return dims.map((dim, i) => (typeof dim === 'number' ? dim : i === batch ? rows : 0))
}
