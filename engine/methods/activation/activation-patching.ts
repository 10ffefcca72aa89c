import type {
  Ablation,
  Baselines,
  Direction,
  MetricName,
  Site,
  SiteFamily,
  SiteKind,
  SiteScores,
} from '../../../contract'
import { CorruptMeans, donorValues, isMean, siteValues } from '../../experiment/ablation'
import { baselineOfLogits, type partBaseline } from '../../experiment/baseline'
import { baseSide, donorSide, inBatches, paddedLength, type Experiment } from '../../experiment/experiment'
import { joinedBaselines } from '../../experiment/joined-measurements'
import { patchedValues } from '../../experiment/patched-metric'
import { relayed, type Method, type Progress } from '../../experiment/progress'
import { gradientParts } from '../../experiment/prompt-parts'
import { Replacement } from '../../experiment/replacement'
import { captureSites, type CapturedBatch } from '../../experiment/site-capture'
import { checkSite, sitesOf } from '../../experiment/sites'
import type { TransformerConfig } from '../../model/transformer'
import { siteName } from '../../transformer'
import { PatchedValues } from './patched-values'

export interface ActivationPatchingOptions {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
  /** Whole families of sites, and single ones besides. */
  families: readonly SiteFamily[]
  sites?: readonly Site[]
}

export interface PatchedSites {
  /** Each family's sites in the order of sitesOf, then the single ones. */
  scores: SiteScores
  baseline: Baselines
  /** How many patched runs over the prompts it took. */
  patchedRuns: number
}

/**
 * Activation patching (exact): the metric of the base run with one activation replaced, everything downstream
 * recomputed. Sites of one layer run together as copies of a forward pass that begins at that layer.
 * @throws PatchbayError (bad-input) for sites the model does not have.
 */
export async function* activationPatching(
  experiment: Experiment,
  options: ActivationPatchingOptions,
): Method<'activation', PatchedSites> {
  const { config, pairs } = experiment
  const wanted = wantedSites(config, paddedLength(experiment), options)
  const groups = groupSites(wanted)
  const parts = gradientParts(experiment)
  const means = await siteMeans(parts, groups, options.ablation)
  const found = new PatchedValues(wanted, pairs.length)
  const baselines: Baselines[] = []
  let done = 0
  for (const part of parts) {
    const patching = patchPart(part, groups, { ...options, means })
    const baseline = yield* relayed(patching, (event) => {
      if (event.type !== 'patched') return event
      found.add(event.site, event.values)
      // A site is done once it is patched on every part.
      return { type: 'progress', done: Math.floor(++done / parts.length), total: wanted.length }
    })
    baselines.push(baseline)
  }
  const baseline = joinedBaselines(baselines)
  const { mean, perPrompt } = baseline[baseSide(options.direction)]
  // The clean and the corrupt run are made once for every kind of site.
  const kinds = new Set(wanted.map(({ site }) => site)).size
  const passes = { forward: 2 * kinds + wanted.length, backward: 0 }
  const scores = found.scores(mean[options.metric], perPrompt[options.metric], passes)
  return { scores, baseline, patchedRuns: wanted.length }
}

/** A site patched on all prompts of a part: [prompt] */
interface PatchedSite {
  type: 'patched'
  site: Site
  values: Float64Array
}

type Means = ReadonlyMap<string, CorruptMeans>

/** All sites on one part of the prompts; gives its baselines. */
async function* patchPart(
  part: Experiment,
  groups: readonly SiteGroup[],
  { direction, ablation = 'resample', metric, means }: ActivationPatchingOptions & { means: Means },
): AsyncGenerator<Progress<'activation'> | PatchedSite, Baselines> {
  let captured: CapturedBatch | null = null
  let capturedSite: SiteKind | null = null
  let measured: ReturnType<typeof partBaseline> | null = null
  for (const { site, layer, sites } of groups) {
    if (capturedSite !== site) {
      yield { type: 'stage', stage: `patching ${site}` }
      captured = await captureSites(part, ['resid', site])
      capturedSite = site
      measured ??= await measuredRuns(part, captured)
    }
    const chosen = { site, layer, ablation, donor: donorSide(direction) }
    const donor = donorValues(captured!, chosen, means.get(siteName(site, layer)))
    const patch = await Replacement.create(part, { site, layer, direction, captured: captured!, donor })
    try {
      for (const some of inBatches(sites, patch.copies)) {
        for (const [i, logits] of (await patch.run(some)).entries()) {
          const values = patchedValues(measured!.meter, metric, logits)
          yield { type: 'patched', site: some[i], values }
        }
      }
    } finally {
      await patch.release()
    }
  }
  measured ??= await measuredRuns(part, await captureSites(part, []))
  return measured.baseline
}

const measuredRuns = (part: Experiment, { clean, corrupt }: CapturedBatch) =>
  baselineOfLogits(part, { clean: [clean.logits.data], corrupt: [corrupt.logits.data] })

/** Means of all sites that are patched, over the corrupt prompts of all parts, where there are several. */
async function siteMeans(
  parts: readonly Experiment[],
  groups: readonly SiteGroup[],
  ablation: Ablation = 'resample',
): Promise<Means> {
  const means = new Map<string, CorruptMeans>()
  if (!isMean(ablation) || parts.length === 1) return means
  for (const part of parts) {
    for (const kind of new Set(groups.map(({ site }) => site))) {
      const { corrupt, pairs } = await captureSites(part, [kind])
      for (const { layer } of groups.filter(({ site }) => site === kind)) {
        const values = siteValues(corrupt.value(kind, layer), pairs)
        const name = siteName(kind, layer)
        const mean = means.get(name) ?? CorruptMeans.like(values, ablation)
        mean.add(values)
        means.set(name, mean)
      }
    }
  }
  return means
}

interface SiteGroup {
  site: SiteKind
  layer: number
  sites: Site[]
}

/** Sites that can run together, site by site. */
function groupSites(wanted: readonly Site[]): SiteGroup[] {
  const groups = new Map<string, SiteGroup>()
  for (const kind of new Set(wanted.map(({ site }) => site))) {
    for (const site of wanted.filter((one) => one.site === kind)) {
      const key = `${kind}.${site.layer}`
      const group = groups.get(key) ?? { site: kind, layer: site.layer, sites: [] }
      group.sites.push(site)
      groups.set(key, group)
    }
  }
  return [...groups.values()]
}

function wantedSites(
  config: TransformerConfig,
  length: number,
  { families, sites = [] }: ActivationPatchingOptions,
): Site[] {
  for (const site of sites) checkSite(config, length, site)
  return [...families.flatMap((family) => sitesOf(config, length, family)), ...sites]
}
