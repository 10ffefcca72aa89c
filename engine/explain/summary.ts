import {
  HEAD_SCORE_NAMES,
  type HeadScore,
  type HeadScoreName,
  type SetSummary,
  type SummaryProgress,
} from '../../contract'
import { graphOf, paddedLength, type Experiment } from '../experiment/experiment'
import { promptParts } from '../experiment/prompt-parts'
import { attributionNodes, joinedAttribution } from './attribution'
import { BegunSummary } from './begun-summary'
import { promptsTraced } from './explain-memory'
import { HeadProducts } from './head-products'
import { LogitDirections } from './logit-directions'
import { repeatedScores } from './repeated-scores'
import { RunTracer } from './run-trace'
import { SUMMARY_SITES, summaryPart, type SummaryPart } from './summary-part'

/** What follows from the model and the prompts, where it is not given. */
export interface SummaryOptions {
  promptsAtOnce?: number
  /** Patterns of all prompts are kept up to here, and beyond it computed a second time. */
  keptBytes?: number
  /** What was found before it was left: it goes on from there. */
  begun?: BegunSummary
}

/** What is known of all heads on all prompts; between two parts of the set it may be left. `done` counts prompts. */
export async function* summarise(
  experiment: Experiment,
  { promptsAtOnce, keptBytes, begun = BegunSummary.of(experiment, keptBytes) }: SummaryOptions = {},
): AsyncGenerator<Pick<SummaryProgress, 'done' | 'total'>, SetSummary> {
  const { config, pairs } = experiment
  const parts = promptParts(experiment, promptsAtOnce ?? promptsTraced(config, paddedLength(experiment)))
  const { found, writes, positional } = begun
  const steps = parts.length * (positional?.isSecondPass ? 2 : 1) + 1
  const progress = () => ({
    done: Math.floor((pairs.length * (found.length + begun.sharesDone)) / steps),
    total: pairs.length,
  })
  const tracer = new RunTracer(experiment, SUMMARY_SITES, true)
  const products = await HeadProducts.open(experiment)
  try {
    const attributing = { experiment, directions: new LogitDirections(experiment), products }
    const see = { writes, see: positional?.see.bind(positional) }
    while (found.length < parts.length) {
      found.push(await summaryPart(attributing, tracer, parts[found.length], see))
      yield progress()
    }
    while (positional && begun.sharesDone < parts.length) {
      const i = begun.sharesDone
      const shares = await positional.ofPart(i, tracer, parts[i])
      found[i].scores.forEach((scores, at) => (scores.positional = shares[at]))
      begun.sharesDone++
      if (positional.isSecondPass) yield progress()
    }
    if (!begun.repeated) {
      begun.repeated = await repeatedScores(experiment)
      yield { done: pairs.length, total: pairs.length }
    }
    return { ...joined(experiment, found), repeated: begun.repeated, attentionWrites: writes.correlations() }
  } finally {
    await products.release()
    await tracer.release()
  }
}

function joined(
  experiment: Experiment,
  parts: readonly SummaryPart[],
): Pick<SetSummary, 'heads' | 'scores' | 'attribution'> {
  const heads = graphOf(experiment.config).senders.filter(({ kind }) => kind === 'head')
  const perPrompt = parts.flatMap(({ scores }) => scores)
  const scoreOf = (name: HeadScoreName) =>
    headScore(
      heads.length,
      perPrompt.map((scores) => scores[name]),
    )
  return {
    heads: heads.map(({ name }) => name),
    scores: Object.fromEntries(HEAD_SCORE_NAMES.map((name) => [name, scoreOf(name)])) as SetSummary['scores'],
    attribution: joinedAttribution(
      attributionNodes(experiment),
      parts.map(({ attribution }) => attribution),
    ),
  }
}

/** From [prompt][head]. */
function headScore(headCount: number, values: readonly Float64Array[]): HeadScore {
  const perPrompt = new Float64Array(headCount * values.length)
  const mean = Float64Array.from({ length: headCount }, (_, head) => {
    const ofHead = values.map((scores) => scores[head])
    perPrompt.set(ofHead, head * values.length)
    return meanOfThose(ofHead)
  })
  return { mean, perPrompt }
}

/** Of the prompts that have the score. */
function meanOfThose(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
