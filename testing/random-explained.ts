import { ABLATIONS, DIRECTIONS, METRICS } from '../contract'
import type { Explained } from '../engine/explain/explained'
import { drawExperiment, type DrawnExperiment } from './random-experiments'
import type { Draw, Topology } from './random-models'

/** A drawn model with prompts to be explained, and the same for the plain implementation. */
export interface DrawnExplained extends Explained {
  experiment: DrawnExperiment
}

export const drawExplained = (draw: Draw, topology?: Topology): DrawnExplained =>
  explainedOn(draw, drawExperiment(draw, topology))

/** With a drawn metric, direction and ablation. */
export function explainedOn(draw: Draw, experiment: DrawnExperiment): DrawnExplained {
  const ablation = draw.of(['resample', ...ABLATIONS] as const)
  const tokensOf = (ids: ArrayLike<number>) => Array.from(ids, (id) => ({ id, text: `t${id}` }))
  return {
    experiment,
    prompts: experiment.pairs.map((pair, row) => ({
      row,
      clean: tokensOf(pair.clean),
      corrupt: tokensOf(pair.corrupt),
      answers: tokensOf(pair.answers),
      wrongAnswers: tokensOf(pair.wrongAnswers),
      answerPosition: pair.answerPosition,
      spans: [],
    })),
    circuit: null,
    metric: draw.of(METRICS),
    direction: ablation === 'resample' ? draw.of(DIRECTIONS) : 'noising',
    ablation,
    tokenText: (id) => `t${id}`,
  }
}
