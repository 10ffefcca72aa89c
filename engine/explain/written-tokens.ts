import type { WrittenToken } from '../../contract'
import { floatTensor, Session } from '../onnx'
import { unembedGraph } from '../transformer'
import { distinctRows } from './distinct-rows'
import type { Explained } from './explained'

/** Tokens whose logits a row raises or lowers most. */
export interface Written {
  top: WrittenToken[]
  bottom: WrittenToken[]
}

/** Logits of rows that are computed at one time take at most so much. */
const MAX_LOGITS_BYTES = 32 * 2 ** 20

/**
 * Rows [rows, dModel] of what is added to the unembedding's input (see finalShares), read as tokens: what each adds to
 * their logits, less the mean over all tokens.
 */
export async function writtenTokens(
  { experiment, tokenText }: Pick<Explained, 'experiment' | 'tokenText'>,
  rows: Float32Array,
  count: number,
): Promise<Written[]> {
  const { distinct, indices } = distinctRows(rows, experiment.config.dModel)
  const written: Written[] = []
  await eachLogits(experiment, distinct, (logits) => written.push(ends(logits, count, tokenText)))
  return indices.map((index) => written[index])
}

/** Shows what each of these rows adds to the logits [vocab], in their order. */
export async function eachLogits(
  { config, weights, threads }: Explained['experiment'],
  rows: Float32Array,
  see: (logits: Float32Array) => void,
): Promise<void> {
  const vocab = weights.unembed.dims[0]
  const atOnce = Math.max(1, Math.floor(MAX_LOGITS_BYTES / (4 * vocab))) * config.dModel
  const session = await Session.create(unembedGraph(config, weights), { threads, keepMemory: false })
  try {
    for (let from = 0; from < rows.length; from += atOnce) {
      const some = rows.subarray(from, from + atOnce)
      const x = floatTensor(some, [some.length / config.dModel, config.dModel])
      const { logits } = await session.run({ ...weights, x })
      for (let at = 0; at < logits.data.length; at += vocab) see(logits.data.subarray(at, at + vocab))
    }
  } finally {
    await session.release()
  }
}

/** Of what is added to the logits. */
export function ends(logits: Float32Array, count: number, text: Explained['tokenText']): Written {
  const mean = logits.reduce((sum, value) => sum + value, 0) / logits.length
  const named = (id: number) => ({ id, text: text(id), logit: logits[id] - mean })
  return { top: largest(logits, count, 1).map(named), bottom: largest(logits, count, -1).map(named) }
}

/** Indices of the largest values times `sign`, the largest first; of equal ones the first. */
export function largest(values: ArrayLike<number>, count: number, sign: 1 | -1): number[] {
  const found: number[] = []
  for (let i = 0; i < values.length; i++) {
    const isAmong = found.length < count || sign * values[i] > sign * values[found[found.length - 1]]
    if (!isAmong) continue
    let at = found.length
    while (at > 0 && sign * values[i] > sign * values[found[at - 1]]) at--
    found.splice(at, 0, i)
    if (found.length > count) found.pop()
  }
  return found
}
