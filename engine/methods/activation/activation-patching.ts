import type { Ablation, MetricName, SiteKind, Direction, Site, SiteFamily } from '../../../contract'
import type { PromptPair } from '../../datasets'
import type { MetricMeter } from '../../metrics'
import type { TransformerConfig } from '../../model/transformer'
import { donorValues } from '../../experiment/ablation'
import {
  baselineOfLogits,
  baseSide,
  donorSide,
  inBatches,
  paddedLength,
  type Baseline,
  type Experiment,
  type Progress,
} from '../../experiment/experiment'
import { promptsPerGradient } from '../../experiment/gradient-memory'
import { checkSite, sitesOf } from '../../experiment/sites'
import { scoreOf, type Score } from '../../experiment/scores'
import { Replacement } from '../../experiment/replacement'
import { captureSites, type CapturedBatch } from '../../experiment/site-capture'

export interface ActivationPatchingOptions {
  direction: Direction
  ablation?: Ablation
  /** Whole families of sites, and single ones besides. */
  choices: readonly SiteFamily[]
  sites?: readonly Site[]
  /** Which metrics to measure; the fewer the faster where the vocabulary is large. */
  metrics: readonly MetricName[]
}

/** One patched run of the model over all prompts. */
export type SiteScore = Site & Score

export interface ActivationPatchingResult {
  /** Each choice's sites in the order of sitesOf, then the single ones. */
  scores: SiteScore[]
  baseline: Baseline
  /** How many patched runs over the prompts it took. */
  patchedRuns: number
}

export type ActivationPatchingEvent = Progress | { type: 'site'; score: SiteScore }

/**
 * Activation patching (exact): the metric of the base run with one activation replaced, everything behind it
 * recomputed. Sites of one layer run together as copies of a forward pass that begins at that layer.
 * @throws PatchbayError (bad-input) for sites the model does not have.
 */
export async function* activationPatching(
  experiment: Experiment,
  options: ActivationPatchingOptions,
): AsyncGenerator<ActivationPatchingEvent, ActivationPatchingResult> {
  const { config, pairs } = experiment
  const { direction, ablation = 'resample', metrics } = options
  const length = paddedLength(experiment)
  const wanted = wantedSites(config, length, options)
  const total = wanted.length
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const scores = new Map<Site, SiteScore>()
  let captured: CapturedBatch[] = []
  let capturedSite: SiteKind | null = null
  let measured: { meter: MetricMeter; baseline: Baseline } | null = null
  for (const { site, layer, sites } of groupSites(wanted)) {
    if (capturedSite !== site) {
      yield { type: 'stage', stage: `patching ${site}` }
      captured = await captureSites(experiment, batches, ['resid', site])
      capturedSite = site
      measured ??= await baselineOfLogits(experiment, {
        clean: captured.map((batch) => batch.clean.logits.data),
        corrupt: captured.map((batch) => batch.corrupt.logits.data),
      })
    }
    const donors = donorValues(captured, { site, layer, ablation, donor: donorSide(direction) })
    const patch = await Replacement.create(experiment, { site, layer, direction, captured, donors })
    const base = measured!.baseline[baseSide(direction)]
    try {
      for (const some of inBatches(sites, patch.copies)) {
        const logits = await patch.run(some)
        for (let i = 0; i < some.length; i++) {
          const score = { ...some[i], ...scoreOf(measured!.meter, base, metrics, logits[i]) }
          scores.set(some[i], score)
          yield { type: 'site', score }
        }
        yield { type: 'progress', done: scores.size, total }
      }
    } finally {
      await patch.release()
    }
  }
  measured ??= await baselineOnly(experiment, batches)
  return {
    scores: wanted.map((site) => scores.get(site)!),
    baseline: measured.baseline,
    patchedRuns: scores.size,
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
  { choices, sites = [] }: ActivationPatchingOptions,
): Site[] {
  for (const site of sites) checkSite(config, length, site)
  return [...choices.flatMap((choice) => sitesOf(config, length, choice)), ...sites]
}

async function baselineOnly(experiment: Experiment, batches: readonly (readonly PromptPair[])[]) {
  const captured = await captureSites(experiment, batches, [])
  return baselineOfLogits(experiment, {
    clean: captured.map((batch) => batch.clean.logits.data),
    corrupt: captured.map((batch) => batch.corrupt.logits.data),
  })
}
