import { baseSide } from '../../experiment/experiment'
import { sitesOf } from '../../experiment/sites'
import type { EngineMethod } from '../engine-method'
import { attributionPatching, checkAttribution } from './attribution-patching'
import { attributionMemory } from './memory'

export { attributionMemory } from './memory'
export {
  attributeSites,
  attributionPatching,
  siteEffects,
  type AttributionPatchingOptions,
  type EstimatedSites,
} from './attribution-patching'

export const attributionMethod: EngineMethod<'attribution'> = {
  check({ config: model }, config) {
    checkAttribution(model, config)
    for (const family of config.sites) sitesOf(model, 1, family)
  },
  memory: attributionMemory,

  async *run(experiment, { direction, ablation, metric, sites, variant }) {
    const families = [...new Set(sites)]
    const { scores, baseline } = yield* attributionPatching(experiment, {
      metric,
      direction,
      ablation,
      variant,
      families,
    })
    yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
    return {
      result: { kind: 'sites', scores, agreement: null },
      testsRun: 0,
      metricFinal: null,
      circuit: null,
    }
  },
}
