import {
  PatchbayError,
  type Ablation,
  type MetricName,
  SITE_KINDS,
  type SiteKind,
  type Direction,
  kindOf,
  type Site,
  type SiteFamily,
} from '../../../contract'
import type { PromptPair } from '../../datasets'
import { MetricMeter } from '../../metrics'
import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, type FloatTensor } from '../../onnx'
import { hasSite, siteName, type LayerSite } from '../../transformer'
import { checkAblation, CorruptMeans, siteValues } from '../../experiment/ablation'
import {
  baselineOf,
  baseSide,
  checkGradientMetric,
  donorSide,
  inBatches,
  paddedLength,
  type Baseline,
  type Experiment,
  type Method,
  type Passes,
  type Side,
  unwatched,
} from '../../experiment/experiment'
import { checkEstimates } from '../../experiment/no-numbers'
import { promptsPerGradient } from '../../experiment/gradient-memory'
import { sitesOf } from '../../experiment/sites'
import { AttributionRun, type AttributionMethod } from './attribution-run'
import { SiteEffects } from './site-effects'

export interface AttributionPatchingOptions {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
  method?: AttributionMethod
  /** Which activations to score; all without it. */
  kinds?: readonly SiteKind[]
}

export interface AttributionPatchingResult {
  /** One entry for each site and layer. */
  effects: SiteEffects[]
  baseline: Baseline
  passes: Passes
}

/**
 * Attribution patching (first order): for every site the sum over prompts, positions and dims of
 * (a_donor - a_base) * d metric / d a, gradient on the base run. Two forwards and one backward for all sites
 * at once, neurons and positions included. Under an ablation 0 or the mean takes the donor's site.
 *
 * AtP* changes two things. Section 3.1.1 ("QK fix"): for q and k the softmax is recomputed with the donor's
 * query or key, and the change of the probabilities is multiplied by the gradient at them. Section 3.1.2
 * ("GradDrop"): one backward for each layer l, in which nothing flows through what layer l writes to the
 * residual stream; a site's score is the mean over prompts of 1/(L-1) sum_l |score_l|, thus never negative.
 * @throws PatchbayError (bad-input) for kl with noising, for AtP* with a single layer, and as checkAblation.
 */
export async function* attributionPatching(
  given: Experiment,
  options: AttributionPatchingOptions,
): Method<AttributionPatchingResult> {
  const { config, pairs } = given
  const { metric, direction, ablation = 'resample', method = 'atp' } = options
  checkAblation(direction, ablation)
  checkGradientMetric(metric, direction)
  if (method === 'atp-star' && config.layerCount < 2) throw oneLayer()
  const experiment = await unwatched(given)
  const kinds = (options.kinds ?? SITE_KINDS).filter((kind) => hasSite(config, kind))
  const length = paddedLength(experiment)
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const effects = kinds.flatMap((site) =>
    Array.from({ length: config.layerCount }, (_, layer) => SiteEffects.zero(config, length, site, layer)),
  )
  const logits: Record<Side, Float32Array[]> = { clean: [], corrupt: [] }
  const runOf = (batch: readonly PromptPair[]) =>
    AttributionRun.create(experiment, batch, kinds, method, ablation)
  const donorSites = await donorSitesOf(batches, runOf, ablation)
  yield { type: 'stage', stage: 'scoring sites' }
  for (const [b, batch] of batches.entries()) {
    const run = runOf(batch)
    try {
      const donor = await run.donor(donorSide(direction))
      const base = await run.base(baseSide(direction), donor)
      const { clean, corrupt } =
        direction === 'noising' ? { clean: base, corrupt: donor } : { clean: donor, corrupt: base }
      logits.clean.push(clean.logits.data)
      logits.corrupt.push(corrupt.logits.data)
      const seed = new MetricMeter(batch, clean.logits.data).gradient(metric, base.logits.data)
      const ablated = run.replaced(donor, (site, layer, value) => donorSites(site, layer, value, batch))
      await run.score(effects, { base, donor: ablated, seed, share: batch.length / pairs.length })
    } finally {
      await run.release()
    }
    yield { type: 'progress', done: b + 1, total: batches.length }
  }
  const backwards = method === 'atp-star' ? config.layerCount : 1
  for (const { whole, site, layer } of effects) checkEstimates(whole, () => `${site} of layer ${layer}`)
  const forwards = isMean(ablation) ? 3 : 2
  return { effects, baseline: baselineOf(pairs, logits).baseline, passes: { forwards, backwards } }
}

const isMean = (ablation: Ablation) => ablation === 'mean' || ablation === 'mean-over-positions'

type DonorSite = (
  site: LayerSite,
  layer: number,
  corrupt: FloatTensor,
  pairs: readonly PromptPair[],
) => FloatTensor

/** What takes the place of a site's values in the donor run of a batch; means are taken over all batches first. */
async function donorSitesOf(
  batches: readonly (readonly PromptPair[])[],
  runOf: (batch: readonly PromptPair[]) => AttributionRun,
  ablation: Ablation,
): Promise<DonorSite> {
  if (ablation === 'resample') return (_site, _layer, value) => value
  if (!isMean(ablation))
    return (_site, _layer, { data, dims }) => floatTensor(new Float32Array(data.length), dims)
  const means = new Map<string, CorruptMeans>()
  for (const batch of batches) {
    const run = runOf(batch)
    try {
      run.replaced(await run.donor('corrupt'), (site, layer, value) => {
        const values = siteValues(value, batch)
        const mean = means.get(`${site}.${layer}`) ?? CorruptMeans.like(values, ablation)
        mean.add(values)
        means.set(`${site}.${layer}`, mean)
        return value
      })
    } finally {
      await run.release()
    }
  }
  return (site, layer, { dims }, pairs) =>
    floatTensor(means.get(`${site}.${layer}`)!.repeated(pairs.length), dims)
}

/** The sites of a choice with their effects, in the order of sitesOf. */
export function siteEffects(
  config: TransformerConfig,
  { effects }: AttributionPatchingResult,
  choice: SiteFamily,
): (Site & { effect: number })[] {
  const found = new Map(effects.map((one) => [siteName(one.site, one.layer), one]))
  const positions = effects[0]?.positions ?? 0
  return sitesOf(config, positions, choice).map((site) => {
    const scores = found.get(siteName(kindOf(choice), site.layer))
    if (!scores)
      throw new PatchbayError('bad-input', `the run did not score "${kindOf(choice)}": ask for it.`)
    return { ...site, effect: scores.effect(site) }
  })
}

function oneLayer(): PatchbayError {
  return new PatchbayError(
    'bad-input',
    'AtP* leaves out one layer at a time, and this model has only one: choose atp or relp.',
  )
}
