import {
  siteColumns,
  type Ablation,
  type Baselines,
  type Direction,
  type MetricName,
  type Site,
  type SiteFamily,
  type SiteKind,
  type SiteScores,
} from '../../../contract'
import { donorValues } from '../../experiment/ablation'
import { baselineOfLogits } from '../../experiment/baseline'
import { baseSide, donorSide, inBatches, paddedLength, type Experiment } from '../../experiment/experiment'
import { promptsPerGradient } from '../../experiment/gradient-memory'
import { patchedMetric, type PatchedMetric } from '../../experiment/patched-metric'
import type { Method } from '../../experiment/progress'
import { Replacement } from '../../experiment/replacement'
import { captureSites, type CapturedBatch } from '../../experiment/site-capture'
import { checkSite, sitesOf } from '../../experiment/sites'
import type { MetricMeter } from '../../metrics'
import type { TransformerConfig } from '../../model/transformer'

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

/** Effects per prompt are kept up to this many numbers (32 MB). */
const MAX_PER_PROMPT = 4_000_000

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
  const { direction, ablation = 'resample', metric } = options
  const length = paddedLength(experiment)
  const wanted = wantedSites(config, length, options)
  const total = wanted.length
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const found = new Map<Site, PatchedMetric>()
  let captured: CapturedBatch[] = []
  let capturedSite: SiteKind | null = null
  let measured: { meter: MetricMeter; baseline: Baselines } | null = null
  for (const { site, layer, sites } of groupSites(wanted)) {
    if (capturedSite !== site) {
      yield { type: 'stage', stage: `patching ${site}` }
      captured = await captureSites(experiment, batches, ['resid', site])
      capturedSite = site
      measured ??= await measuredRuns(experiment, captured)
    }
    const donors = donorValues(captured, { site, layer, ablation, donor: donorSide(direction) })
    const patch = await Replacement.create(experiment, { site, layer, direction, captured, donors })
    const base = measured!.baseline[baseSide(direction)]
    try {
      for (const some of inBatches(sites, patch.copies)) {
        const logits = await patch.run(some)
        some.forEach((one, i) => found.set(one, patchedMetric(measured!.meter, base, metric, logits[i])))
        yield { type: 'progress', done: found.size, total }
      }
    } finally {
      await patch.release()
    }
  }
  measured ??= await measuredRuns(experiment, await captureSites(experiment, batches, []))
  const { baseline } = measured
  const base = baseline[baseSide(direction)]
  // The clean and the corrupt run are made once for every kind of site.
  const kinds = new Set(wanted.map(({ site }) => site)).size
  const passes = { forward: 2 * kinds + found.size, backward: 0 }
  return {
    scores: scoresOf(wanted, found, { baseMetric: base.mean[metric], promptCount: pairs.length, passes }),
    baseline,
    patchedRuns: found.size,
  }
}

function measuredRuns(experiment: Experiment, captured: readonly CapturedBatch[]) {
  return baselineOfLogits(experiment, {
    clean: captured.map((batch) => batch.clean.logits.data),
    corrupt: captured.map((batch) => batch.corrupt.logits.data),
  })
}

function scoresOf(
  sites: readonly Site[],
  found: ReadonlyMap<Site, PatchedMetric>,
  run: Pick<SiteScores, 'baseMetric' | 'promptCount' | 'passes'>,
): SiteScores {
  const rows = sites.map((site) => found.get(site)!)
  const keepsPrompts = rows.length * run.promptCount <= MAX_PER_PROMPT
  const perPrompt = keepsPrompts ? new Float64Array(rows.length * run.promptCount) : null
  rows.forEach((row, i) => perPrompt?.set(row.perPrompt, i * run.promptCount))
  return {
    ...siteColumns(sites),
    value: Float64Array.from(rows, ({ value }) => value),
    effect: Float64Array.from(rows, ({ effect }) => effect),
    perPrompt,
    ...run,
  }
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
