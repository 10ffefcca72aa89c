import { TOP_TOKENS, type LogitLens } from '../../contract'
import type { PromptPair } from '../datasets'
import type { Experiment } from '../experiment/experiment'
import { floatTensor, Session } from '../onnx'
import { lensGraph } from '../transformer'
import type { Explained } from './explained'
import { meanOf } from './norm-shares'
import type { RunTrace } from './run-trace'
import { largest } from './written-tokens'

/** Logits and probabilities of rows that are computed at one time take at most so much. */
const MOST_BYTES = 64 * 2 ** 20

/** One row of what the model would say: views [vocab]. */
interface LensRow {
  logits: Float32Array
  probabilities: Float32Array
}

/** What the model would say after each layer, at every position of the only prompt of a trace. */
export async function logitLens(
  { experiment, tokenText }: Pick<Explained, 'experiment' | 'tokenText'>,
  trace: RunTrace,
  prompt: number,
): Promise<LogitLens> {
  const { layerCount } = experiment.config
  const [pair] = trace.pairs
  const positions = pair.clean.length
  const streams = Array.from({ length: layerCount + 1 }, (_, layer) =>
    layer < layerCount ? trace.value('resid', layer).data : trace.last.data,
  )
  const lens: LogitLens = {
    prompt,
    run: trace.side,
    layers: streams.map((_, i) => (i === 0 ? 'embed' : `layer ${i - 1}`)),
    positions,
    top: streams.map(() => []),
    logitDiff: new Float64Array(streams.length),
    rank: new Float64Array(streams.length),
    probability: new Float64Array(streams.length),
  }
  await eachRow(experiment, streams, (row, layer, position) => {
    lens.top[layer][position] = largest(row.logits, TOP_TOKENS, 1).map((id) => ({
      id,
      text: tokenText(id),
      probability: row.probabilities[id],
    }))
    if (position === pair.answerPosition) addAnswered(lens, layer, answered(row, pair))
  })
  return lens
}

type Answered = Record<'logitDiff' | 'rank' | 'probability', number>

function addAnswered(lens: LogitLens, layer: number, { logitDiff, rank, probability }: Answered): void {
  lens.logitDiff[layer] = logitDiff
  lens.rank[layer] = rank
  lens.probability[layer] = probability
}

/** Of the answer with the largest logit; not numbers without answers. */
function answered({ logits, probabilities }: LensRow, { answers, wrongAnswers }: PromptPair): Answered {
  if (answers.length === 0) return { logitDiff: NaN, rank: NaN, probability: NaN }
  const best = answers.reduce((a, b) => (logits[b] > logits[a] ? b : a))
  let above = 0
  for (let id = 0; id < logits.length; id++) if (logits[id] > logits[best]) above++
  const mean = (tokens: readonly number[]) => meanOf([...new Set(tokens)].map((token) => logits[token]))
  return {
    logitDiff: wrongAnswers.length > 0 ? mean(answers) - mean(wrongAnswers) : NaN,
    rank: above + 1,
    probability: probabilities[best],
  }
}

/** Of streams [pos, dModel], as many rows at once as memory is for. */
async function eachRow(
  { config, weights, threads }: Experiment,
  streams: readonly Float32Array[],
  see: (row: LensRow, layer: number, position: number) => void,
): Promise<void> {
  const { dModel } = config
  const vocab = weights.unembed.dims[0]
  const atOnce = Math.max(1, Math.floor(MOST_BYTES / (8 * vocab)))
  const session = await Session.create(lensGraph(config, weights), { threads, keepMemory: false })
  try {
    const positions = streams[0].length / dModel
    const all = new Float32Array(streams.length * positions * dModel)
    streams.forEach((stream, i) => all.set(stream, i * stream.length))
    const count = streams.length * positions
    for (let first = 0; first < count; first += atOnce) {
      const some = all.subarray(first * dModel, Math.min(count, first + atOnce) * dModel)
      const rows = some.length / dModel
      const found = await session.run({ ...weights, x: floatTensor(some, [1, 1, rows, dModel]) })
      for (let i = 0; i < rows; i++) {
        const view = (name: string) => found[name].data.subarray(i * vocab, (i + 1) * vocab)
        const row = { logits: view('logits'), probabilities: view('probabilities') }
        see(row, Math.floor((first + i) / positions), (first + i) % positions)
      }
    }
  } finally {
    await session.release()
  }
}
