import { bytesText, PatchbayError } from '../../../contract'
import { FileSession, type FileFeed, type FileOutput } from '../../onnx'
import { freeMemoryBytes } from '../free-memory'
import type { ReferenceLogits } from '../reference-logits'
import type { TransformerConfig } from '../transformer'
import { decoderEnds, feedsOf, fixedLength, type DecoderEnds } from './decoder-inputs'
import type { OnnxGraph } from './onnx-graph'
import { beyondWindows } from './beyond-windows'
import { convertedModel, roundingOf, type ConvertedType } from './converted-model'

type Sizes = Pick<TransformerConfig, 'vocabSize' | 'contextLength' | 'layers'>

/**
 * Tokens of the prompts that a file is run on, where it may choose: a long one shows what begins at later positions only. One
 * more goes beyond a longer window.
 */
const LENGTHS = [2, 7, 100]

/**
 * What the file itself computes, run by onnxruntime on a few prompts: its certificate.
 * @throws PatchbayError (bad-input): it cannot be run, or with the weights that are computed with it would not fit.
 */
export async function ownLogits(graph: OnnxGraph, config: Sizes, threads: number): Promise<ReferenceLogits> {
  const ends = decoderEnds(graph)
  refuseMemory(graph)
  const fixed = fixedLength(ends)
  const beyond = beyondWindows(graph, config, {
    longest: fixed ?? LENGTHS.at(-1)!,
    isFixed: fixed !== null,
  })
  const further = beyond.length === null ? [] : [beyond.length]
  const prompts = promptsFor(config, fixed === null ? [...LENGTHS, ...further] : [fixed, fixed])
  const { unseen } = beyond
  const { fileName: file } = graph
  const run = { graph, ends, config, threads }
  const precision = roundingOf(graph)
  if (precision === null)
    return { file, isOwn: true, prompts, logits: await logitsOf(run, graph.path, prompts), unseen }
  const converted = (to: ConvertedType) => {
    const { bytes, weights } = convertedModel(graph, to)
    return logitsOf({ ...run, graph: withInputs(graph, to) }, bytes, prompts, weights)
  }
  const logits = await converted('F32')
  const rounding = precision === 'BF16' ? converted('F16') : logitsOf(run, graph.path, prompts)
  const rounded = await rounding.catch(() => null) // then only logits that are equal are known to be right
  return {
    file,
    isOwn: true,
    prompts,
    logits,
    unseen,
    rounded: { precision, logits: rounded, times: COARSER[precision] },
  }
}

/** How many times larger the steps of a type are than those of the run that shows what its rounding does. */
const COARSER = { F16: 1, BF16: 8, int8: 1 }

interface Run {
  graph: OnnxGraph
  ends: DecoderEnds
  config: Sizes
  threads: number
}

/** [prompt][vocab] after the last token. */
async function logitsOf(
  { graph, ends, config, threads }: Run,
  model: string | Uint8Array,
  prompts: readonly Int32Array[],
  weights: Record<string, FileFeed> = {},
): Promise<Float64Array[]> {
  const session = await FileSession.create(model, threads)
  try {
    const logits: Float64Array[] = []
    for (const prompt of prompts) {
      const feeds = { ...weights, ...feedsOf(graph, ends, prompt) }
      logits.push(lastRow(await session.run(feeds, ends.logits.name), graph, config))
    }
    return logits
  } finally {
    await session.release()
  }
}

/** With the inputs that the converted graph has. */
function withInputs(graph: OnnxGraph, to: ConvertedType): OnnxGraph {
  const isHalf = (dtype: string) => dtype === 'F16' || dtype === 'BF16'
  const inputs = graph.inputs.map((input) => (isHalf(input.dtype) ? { ...input, dtype: to } : input))
  return { ...graph, inputs }
}

/** Arbitrary tokens over the vocabulary, the same every time; its first and last are among them where they fit. */
function promptsFor({ vocabSize, contextLength }: Sizes, lengths: readonly number[]): Int32Array[] {
  let state = 12345
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
  const ends = [vocabSize - 1, 0]
  return lengths.map((wanted) => {
    const length = Math.min(wanted, contextLength)
    return Int32Array.from({ length }, (_, i) => {
      const arbitrary = Math.floor(next() * vocabSize)
      return length > ends.length ? (ends[i] ?? arbitrary) : arbitrary
    })
  })
}

function lastRow({ dims, values }: FileOutput, graph: OnnxGraph, { vocabSize }: Sizes): Float64Array {
  const [columns] = dims.slice(-1)
  if (columns !== vocabSize) {
    const gives = `${graph.fileName} gives ${columns} logits for each token, but config.json asks for ${vocabSize}`
    throw new PatchbayError('bad-input', `${gives}; put the config.json of this model beside it.`)
  }
  // One row in a batch of several is as good as another.
  const rows = dims.length === 3 ? dims[1] : 1
  return Float64Array.from({ length: vocabSize }, (_, i) => values[(rows - 1) * columns + i])
}

/** @throws PatchbayError (bad-input) where its weights do not fit into what is free, beside ours. */
function refuseMemory(graph: OnnxGraph): void {
  const { arrays, fileName } = graph
  const storedBytes = [...arrays.values()].reduce(
    (sum, { stored }) => sum + ('lengthBytes' in stored ? stored.lengthBytes : 0),
    0,
  )
  const needed = storedBytes * (roundingOf(graph) ? 3 : 1) // as it is, and widened
  const free = freeMemoryBytes()
  if (needed <= free) return
  const fits = `to be run as well it needs about ${bytesText(needed)}, but ${bytesText(free)} are free`
  throw new PatchbayError(
    'bad-input',
    `${fileName} is too large to be compared with its own logits: ${fits}.`,
  )
}
