import {
  PatchbayError,
  siteColumns,
  type AttributionVariant,
  type Baselines,
  type Passes,
  type SiteScores,
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
import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, type FloatTensor } from '../../onnx'
import { hasSite, siteName, type LayerSite } from '../../transformer'
import { checkAblation, CorruptMeans, isMean, siteValues } from '../../experiment/ablation'
import { baseSide, donorSide, paddedLength, type Experiment } from '../../experiment/experiment'
import { joinedBaselines } from '../../experiment/joined-measurements'
import { checkEstimates } from '../../experiment/no-numbers'
import { gradientParts } from '../../experiment/prompt-parts'
import { sitesOf } from '../../experiment/sites'
import { AttributionRun } from './attribution-run'
import { SiteEffects } from './site-effects'
import { partBaseline, unwatched } from '../../experiment/baseline'
import { checkGradientMetric } from '../../experiment/gradient-metric'
import type { Method } from '../../experiment/progress'

export interface AttributionOptions {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
  variant?: AttributionVariant
}

export interface AttributionPatchingOptions extends AttributionOptions {
  families: readonly SiteFamily[]
}

/** Estimates of the effects of sites. */
export interface EstimatedSites {
  /** Each family's sites in the order of sitesOf. */
  scores: SiteScores
  baseline: Baselines
}

export interface Attribution {
  /** One entry for each kind of site and layer. */
  effects: SiteEffects[]
  baseline: Baselines
  passes: Passes
}

/**
 * Attribution patching (first order), see attributeSites.
 * @throws PatchbayError (bad-input) as attributeSites, and for MLP sites of an attention-only model.
 */
export async function* attributionPatching(
  experiment: Experiment,
  { families, ...options }: AttributionPatchingOptions,
): Method<'attribution', EstimatedSites> {
  const kinds = [...new Set(families.map(kindOf))]
  const found = yield* attributeSites(experiment, { ...options, kinds })
  const sites = families.flatMap((family) => siteEffects(experiment.config, found, family))
  const base = found.baseline[baseSide(options.direction)]
  const scores: SiteScores = {
    ...siteColumns(sites),
    value: new Float64Array(sites.length).fill(NaN),
    effect: Float64Array.from(sites, ({ effect }) => effect),
    perPrompt: null,
    baseMetric: base.mean[options.metric],
    promptCount: experiment.pairs.length,
    passes: found.passes,
  }
  return { scores, baseline: found.baseline }
}

/**
 * Attribution (first order) of all sites of some kinds: for every site the sum over prompts, positions and dims of
 * (a_donor - a_base) * d metric / d a, gradient on the base run. Two forwards and one backward for all sites
 * at once, neurons and positions included. Under an ablation 0 or the mean replaces the donor's values.
 *
 * AtP* changes two things. Section 3.1.1 ("QK fix"): for q and k the softmax is recomputed with the donor's
 * query or key, and the change of the probabilities is multiplied by the gradient at them. Section 3.1.2
 * ("GradDrop"): one backward for each layer l, in which nothing flows through what layer l writes to the
 * residual stream; a site's score is the mean over prompts of 1/(L-1) sum_l |score_l|, thus never negative.
 * @throws PatchbayError (bad-input) for kl with noising, for AtP* with a single layer, and as checkAblation.
 */
export async function* attributeSites(
  given: Experiment,
  options: AttributionOptions & { /** All without it. */ kinds?: readonly SiteKind[] },
): Method<'attribution', Attribution> {
  const { config, pairs } = given
  const { metric, direction, ablation = 'resample', variant = 'atp' } = options
  checkAttribution(config, options)
  const experiment = await unwatched(given)
  const kinds = (options.kinds ?? SITE_KINDS).filter((kind) => hasSite(config, kind))
  const length = paddedLength(experiment)
  const parts = gradientParts(experiment)
  const effects = kinds.flatMap((site) =>
    Array.from({ length: config.layerCount }, (_, layer) => SiteEffects.zero(config, length, site, layer)),
  )
  const baselines: Baselines[] = []
  const runOf = (part: Experiment) => AttributionRun.create(part, part.pairs, kinds, variant, ablation)
  const donorSites = await donorSitesOf(parts, runOf, ablation)
  yield { type: 'stage', stage: 'scoring sites' }
  for (const part of parts) {
    const { pairs: batch } = part
    const run = runOf(part)
    try {
      const donor = await run.donor(donorSide(direction))
      const base = await run.base(baseSide(direction), donor)
      const { clean, corrupt } =
        direction === 'noising' ? { clean: base, corrupt: donor } : { clean: donor, corrupt: base }
      const { meter, baseline } = partBaseline(part, { clean, corrupt })
      baselines.push(baseline)
      const seed = meter.gradient(metric, base.logits.data)
      const ablated = run.replaced(donor, (site, layer, value) => donorSites(site, layer, value, batch))
      await run.score(effects, { base, donor: ablated, seed, share: batch.length / pairs.length })
    } finally {
      await run.release()
    }
    yield { type: 'progress', done: baselines.length, total: parts.length }
  }
  const backward = variant === 'atp-star' ? config.layerCount : 1
  for (const { whole, site, layer } of effects) checkEstimates(whole, () => `${site} of layer ${layer}`)
  const forward = isMean(ablation) ? 3 : 2
  return { effects, baseline: joinedBaselines(baselines), passes: { forward, backward } }
}

type DonorSite = (
  site: LayerSite,
  layer: number,
  corrupt: FloatTensor,
  pairs: readonly PromptPair[],
) => FloatTensor

/** What takes the place of a site's values in the donor run of a part; means are taken over all parts first. */
async function donorSitesOf(
  parts: readonly Experiment[],
  runOf: (part: Experiment) => AttributionRun,
  ablation: Ablation,
): Promise<DonorSite> {
  if (ablation === 'resample') return (_site, _layer, value) => value
  if (!isMean(ablation))
    return (_site, _layer, { data, dims }) => floatTensor(new Float32Array(data.length), dims)
  const means = new Map<string, CorruptMeans>()
  for (const part of parts) {
    const run = runOf(part)
    try {
      run.replaced(await run.donor('corrupt'), (site, layer, value) => {
        const values = siteValues(value, part.pairs)
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

/** The sites of a family with their effects, in the order of sitesOf. */
export function siteEffects(
  config: TransformerConfig,
  { effects }: Attribution,
  family: SiteFamily,
): (Site & { effect: number })[] {
  const found = new Map(effects.map((one) => [siteName(one.site, one.layer), one]))
  const positions = effects[0]?.positions ?? 0
  return sitesOf(config, positions, family).map((site) => {
    const scores = found.get(siteName(kindOf(family), site.layer))
    if (!scores) throw new PatchbayError('bad-input', `"${kindOf(family)}" was not scored: score it too.`)
    return { ...site, effect: scores.effect(site) }
  })
}

/** @throws PatchbayError (bad-input) for kl with noising, for AtP* with a single layer, and as checkAblation. */
export function checkAttribution(
  { layerCount }: TransformerConfig,
  { metric, direction, ablation, variant }: AttributionOptions,
): void {
  checkAblation(direction, ablation)
  checkGradientMetric(metric, direction)
  if (variant !== 'atp-star' || layerCount > 1) return
  throw new PatchbayError(
    'bad-input',
    'AtP* leaves out one layer at a time, and this model has only one: choose atp or relp.',
  )
}
