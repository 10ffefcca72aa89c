import type { Experiment } from '../experiment/experiment'

/** The experiment on one prompt alone, at its own length. */
export function onPrompt(experiment: Experiment, prompt: number): Experiment {
  const pair = experiment.pairs[prompt]
  return { ...experiment, pairs: [{ ...pair, row: pair.row ?? prompt }], part: undefined }
}
