import type { Attribution } from '../../contract'
import { graphOf, type Experiment } from '../experiment/experiment'
import { directParts } from './direct-parts'
import type { HeadProducts } from './head-products'
import type { LogitDirections } from './logit-directions'
import { meanOf } from './norm-shares'
import type { RunTrace } from './run-trace'

/** Direct logit attribution in one run of some prompts. */
export interface RunAttribution {
  /** [node, prompt]: senders in the order of the graph, then constants; not a number where a prompt has no answers */
  parts: Float64Array
  /** [prompt] before a soft cap of the logits */
  logitDiff: Float64Array
}

/** What an attribution is made with; kept for all parts of a set. */
export interface Attributing {
  experiment: Experiment
  directions: LogitDirections
  products: HeadProducts
}

/** Names of what is attributed to. */
export function attributionNodes({ config }: Pick<Experiment, 'config'>): string[] {
  return [...graphOf(config).senders.map(({ name }) => name), 'constants']
}

/** @param trace with DIRECT_SITES */
export async function attributed(
  { experiment, directions, products }: Attributing,
  trace: RunTrace,
): Promise<RunAttribution> {
  const { pairs } = trace
  const questions = pairs.flatMap((pair, at) => {
    const direction = directions.ofDifference(pair)
    return direction ? [{ at, direction }] : []
  })
  const nodeCount = graphOf(experiment.config).senders.length + 1
  const parts = new Float64Array(nodeCount * pairs.length).fill(NaN)
  const logitDiff = new Float64Array(pairs.length).fill(NaN)
  if (questions.length === 0) return { parts, logitDiff }
  const found = await directParts(experiment, products, trace, questions)
  questions.forEach(({ at }, i) => {
    for (let node = 0; node < nodeCount; node++)
      parts[node * pairs.length + at] = found.parts[node * questions.length + i]
    logitDiff[at] = ownDifference(experiment, trace, at) ?? found.whole[i]
  })
  return { parts, logitDiff }
}

/** Of the run's own logits; null where those are capped, which does not add up. */
function ownDifference({ config }: Experiment, { logits, pairs }: RunTrace, at: number): number | null {
  if (config.logits.softCap !== null) return null
  const vocabSize = logits.data.length / pairs.length
  const own = logits.data.subarray(at * vocabSize, (at + 1) * vocabSize)
  const { answers, wrongAnswers } = pairs[at]
  const mean = (tokens: readonly number[]) => meanOf([...new Set(tokens)].map((token) => own[token]))
  return mean(answers) - (wrongAnswers.length > 0 ? mean(wrongAnswers) : meanOf(own))
}

/** Of all parts of a set in both runs, in their order; null where no prompt has answers. */
export function joinedAttribution(
  nodes: string[],
  parts: readonly Record<'clean' | 'corrupt', RunAttribution>[],
): Attribution | null {
  const joined = (side: 'clean' | 'corrupt') =>
    joinedByNode(
      nodes.length,
      parts.map((part) => part[side]),
    )
  const [clean, corrupt] = [joined('clean'), joined('corrupt')]
  if (clean.logitDiff.every(Number.isNaN)) return null
  return {
    nodes,
    clean: clean.parts,
    corrupt: corrupt.parts,
    cleanLogitDiff: clean.logitDiff,
    corruptLogitDiff: corrupt.logitDiff,
    largestGap: Math.max(largestGap(clean), largestGap(corrupt)),
  }
}

function joinedByNode(nodeCount: number, runs: readonly RunAttribution[]): RunAttribution {
  const logitDiff = Float64Array.from(runs.flatMap((run) => [...run.logitDiff]))
  const parts = new Float64Array(nodeCount * logitDiff.length)
  let first = 0
  for (const run of runs) {
    const count = run.logitDiff.length
    for (let node = 0; node < nodeCount; node++)
      parts.set(run.parts.subarray(node * count, (node + 1) * count), node * logitDiff.length + first)
    first += count
  }
  return { parts, logitDiff }
}

/** Of the prompts that have answers. */
function largestGap({ parts, logitDiff }: RunAttribution): number {
  const sums = new Float64Array(logitDiff.length)
  for (let i = 0; i < parts.length; i++) sums[i % sums.length] += parts[i]
  return sums.reduce((largest, sum, i) => Math.max(largest, Math.abs(sum - logitDiff[i]) || 0), 0)
}
