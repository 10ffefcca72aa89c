import { kindOf, PatchbayError, type ActivationConfig, type Site, type SiteFamily } from '../../../contract'
import { baseSide, paddedLength, type Experiment } from '../../experiment/experiment'
import { checkSite, sitesOf } from '../../experiment/sites'
import type { EngineMethod } from '../engine-method'
import { activationPatching } from './activation-patching'
import { agreementOf } from './agreement'
import { activationMemory } from './memory'

export { activationMemory } from './memory'
export { activationPatching, type ActivationPatchingOptions, type PatchedSites } from './activation-patching'
export { agreementOf, correlationOf } from './agreement'

export const activationMethod: EngineMethod<'activation'> = {
  /** Sites the model does not have, and neurons that were not named, are refused. */
  check(sized, config) {
    const length = paddedLength(sized)
    const { families, sites } = wantedSites(sized, config)
    for (const family of families) sitesOf(sized.config, length, family)
    for (const site of sites) checkOne(sized, length, site)
  },
  memory: activationMemory,

  async *run(experiment, config, { inputs: { estimates } }) {
    const { direction, ablation, metric } = config
    const { scores, baseline, patchedRuns } = yield* activationPatching(experiment, {
      metric,
      direction,
      ablation,
      ...wantedSites(experiment, config),
    })
    yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
    const agreement = estimates ? agreementOf(scores, estimates.scores, estimates.meaning) : null
    return {
      result: { kind: 'sites', scores, agreement },
      testsRun: patchedRuns,
      metricFinal: null,
      circuit: null,
    }
  },
}

/**
 * Whole families of sites, and single ones: chosen neurons, or just what a screening proposed.
 * @throws PatchbayError (bad-input) for neurons that were not named.
 */
function wantedSites(
  sized: Experiment,
  { sites: words, neurons, only }: ActivationConfig,
): { families: SiteFamily[]; sites: Site[] } {
  if (only) return { families: [], sites: only }
  const families = [...new Set(words)].filter((word) => kindOf(word) !== 'neurons')
  const hasNeurons = words.includes('neurons') || words.includes('neurons-by-position')
  if (hasNeurons && neurons.length === 0) {
    throw new PatchbayError(
      'bad-input',
      'activation patching takes neurons by name, as there are so many: name some as LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
  }
  const positions = Array.from({ length: paddedLength(sized) }, (_, pos) => pos)
  const whole = neurons.map((neuron): Site => ({ site: 'neurons', ...neuron }))
  return {
    families,
    sites: [
      ...(words.includes('neurons') ? whole : []),
      ...(words.includes('neurons-by-position')
        ? whole.flatMap((one) => positions.map((pos) => ({ ...one, pos })))
        : []),
    ],
  }
}

function checkOne({ config }: Experiment, length: number, site: Site): void {
  if (site.site === 'neurons' || site.site === 'mlp') sitesOf(config, 1, site.site)
  checkSite(config, length, site)
}
