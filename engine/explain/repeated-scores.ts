import { REPEATED_SCORES, type RepeatedScoreName } from '../../contract'
import { paddedLength, type Experiment } from '../experiment/experiment'
import { mean, promptScores } from './head-scores'
import { PatternMeans } from './pattern-means'
import { repeatedPrompts } from './repeated-tokens'
import { traceRuns } from './run-trace'

/** Scores of heads on repeated random tokens: [head]; not a number where the model's context is too short for them. */
export async function repeatedScores(
  experiment: Experiment,
): Promise<Record<RepeatedScoreName, Float64Array>> {
  const { config } = experiment
  const pairs = repeatedPrompts(experiment)
  const headCount = config.layerCount * config.heads
  const perPrompt = pairs.length > 0 ? await scoresOf({ ...experiment, pairs, part: undefined }) : []
  const meanOfPrompts = (name: RepeatedScoreName) =>
    Float64Array.from({ length: headCount }, (_, head) => mean(perPrompt.map((scores) => scores[name][head])))
  return Object.fromEntries(REPEATED_SCORES.map((name) => [name, meanOfPrompts(name)])) as Record<
    RepeatedScoreName,
    Float64Array
  >
}

/** Of few and short prompts, all at once: [prompt]. */
async function scoresOf(experiment: Experiment): Promise<Record<RepeatedScoreName, Float64Array>[]> {
  const [trace] = await traceRuns(experiment, ['clean'], ['pattern'])
  const means = PatternMeans.of(experiment.config, paddedLength(experiment))
  means?.add(trace)
  return experiment.pairs.map((_, at) => {
    const scores = promptScores(experiment.config, trace, at)
    return means ? { ...scores, positional: means.shares(trace, at) } : scores
  })
}
