import type { Experiment } from '../engine/experiment/experiment'
import { weightFeeds } from '../engine/transformer'
import type { PlainModel } from './plain/plain-parts'
import { drawConfig, drawPairs, type Draw, type Topology } from './random-models'
import { drawWeights } from './random-weights'

/** A drawn model with prompts, for the engine and for the plain implementation. */
export interface DrawnExperiment extends Experiment {
  plain: PlainModel
}

export function drawExperiment(draw: Draw, topology?: Topology): DrawnExperiment {
  const config = drawConfig(draw, topology)
  const weights = drawWeights(draw, config)
  return {
    config,
    weights: weightFeeds(weights),
    pairs: drawPairs(draw, config),
    threads: draw.of([1, 2]),
    plain: { config, weights },
  }
}
