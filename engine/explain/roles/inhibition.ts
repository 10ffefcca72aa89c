import type { CorruptMeans } from '../../experiment/ablation'
import { graphOf, type Experiment, type Side } from '../../experiment/experiment'
import { promptParts, promptsAtOnce } from '../../experiment/prompt-parts'
import type { Sender } from '../../graph'
import { floatTensor, Session } from '../../onnx'
import { changedQueriesGraph, layerConfig, layerWeights } from '../../transformer'
import { edgeChange } from '../edge-change'
import type { Explained } from '../explained'
import { traceRuns, type RunTrace } from '../run-trace'
import { scoreKeys } from '../score-keys'

/** Prompts that are looked at, the first of the set. */
const MAX_PROMPTS = 64

/** Heads by their names in the graph. */
export interface InhibitionQuestion {
  senders: readonly string[]
  movers: readonly string[]
  /** As from donorMeans. */
  means: CorruptMeans | null
}

/**
 * For each sender, by how much name movers of later layers turn towards the wrong answers when its edge into their queries
 * alone is cut, in the clean run: attention from the answer position to the answers less that to the wrong answers, before
 * less after, mean over the prompts that name both, over movers. NaN without such a mover or prompt. A step for each part of the prompts.
 */
export async function* inhibitions(
  explained: Explained,
  { senders, movers, means }: InhibitionQuestion,
): AsyncGenerator<unknown, Map<string, number>> {
  const { experiment } = explained
  const graph = graphOf(experiment.config)
  const named = (names: readonly string[]) => graph.senders.filter(({ name }) => names.includes(name))
  const found = new Map<string, number[]>(senders.map((name) => [name, []]))
  if (senders.length > 0 && movers.length > 0) {
    const some = { ...experiment, pairs: experiment.pairs.slice(0, MAX_PROMPTS) }
    for (const part of promptParts(some, Math.min(16, promptsAtOnce(some)))) {
      await addPart(explained, part, { senders: named(senders), movers: named(movers), means, found })
      yield 'part'
    }
  }
  return new Map([...found].map(([name, turns]) => [name, meanOrNone(turns)]))
}

interface PartQuestion {
  senders: readonly Sender[]
  movers: readonly Sender[]
  means: CorruptMeans | null
  /** By sender, of each prompt and mover. */
  found: Map<string, number[]>
}

async function addPart(explained: Explained, part: Experiment, question: PartQuestion): Promise<void> {
  const { senders, movers, means, found } = question
  const [clean, corrupt] = await traceRuns(
    part,
    ['clean', 'corrupt'],
    ['resid', 'pattern', 'z', 'attn', 'mlp'],
  )
  const traces: Record<Side, RunTrace> = { clean, corrupt }
  const all = graphOf(part.config).senders
  const indexOf = ({ name }: Sender) => all.findIndex((one) => one.name === name)
  const noising: Explained = { ...explained, experiment: part, direction: 'noising' }
  const changes = new Map<Sender, Float32Array>()
  for (const sender of senders) changes.set(sender, await edgeChange(noising, traces, indexOf(sender), means))
  for (const layer of new Set(movers.map((mover) => mover.layer))) {
    const before = senders.filter((sender) => sender.layer < layer)
    if (before.length === 0) continue
    const patterns = await patternsWithout(
      part,
      clean,
      layer,
      before.map((sender) => changes.get(sender)!),
    )
    const own = clean.value('pattern', layer).data
    for (const mover of movers.filter((one) => one.layer === layer))
      before.forEach((sender, copy) => {
        const changed = patterns.subarray(copy * own.length, (copy + 1) * own.length)
        found.get(sender.name)!.push(...turnsOf(part, clean.length, mover.head, own, changed))
      })
  }
}

/** The layer's patterns [copies, head, batch, pos, pos], its queries read with each of these changes. */
async function patternsWithout(
  { config, weights, threads }: Experiment,
  clean: RunTrace,
  layer: number,
  changes: readonly Float32Array[],
): Promise<Float32Array> {
  const own = layerWeights(weights, layer)
  const session = await Session.create(changedQueriesGraph(layerConfig(config, layer), own, clean.length), {
    threads,
    keepMemory: false,
  })
  const stream = clean.value('resid', layer)
  try {
    const parts: Float32Array[] = []
    for (const change of changes) {
      const addition = floatTensor(change, stream.dims)
      parts.push((await session.run({ ...own, stream, addition })).changedPattern.data)
    }
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
    parts.forEach((part, i) => all.set(part, i * part.length))
    return all
  } finally {
    await session.release()
  }
}

/** By prompt that names both: the attention of a head to the answers less that to the wrong ones, before less after. */
function turnsOf(
  { config, pairs }: Experiment,
  length: number,
  head: number,
  before: Float32Array,
  after: Float32Array,
): number[] {
  return pairs.flatMap((pair, prompt) => {
    const { answers: right, wrongAnswers: wrong } = scoreKeys(config, pair)
    if (right.length === 0 || wrong.length === 0) return []
    const row = ((head * pairs.length + prompt) * length + pair.answerPosition) * length
    const towards = (pattern: Float32Array) => shareOf(pattern, row, right) - shareOf(pattern, row, wrong)
    return [towards(before) - towards(after)]
  })
}

const shareOf = (pattern: Float32Array, row: number, keys: readonly number[]): number =>
  keys.reduce((sum, key) => sum + pattern[row + key], 0)

const meanOrNone = (values: readonly number[]): number =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN
