import type { MetricName } from '../../contract'
import type { PromptPair } from '../datasets'
import type { MetricMeter } from '../metrics'
import type { TransformerConfig } from '../model/transformer'
import type { Site } from '../transformer'
import { donorValues, type Ablation } from './ablation'
import {
  baselineOf,
  baseSide,
  donorSide,
  inBatches,
  paddedLength,
  type Baseline,
  type Direction,
  type Experiment,
  type Progress,
} from './experiment'
import { promptsPerGradient } from './gradient-memory'
import { checkPlace, placesOf, siteOf, type Place, type PlaceChoice } from './places'
import { scoreOf, type Score } from './scores'
import { Replacement } from './replacement'
import { captureSites, type CapturedBatch } from './site-capture'

export interface ActivationPatchingOptions {
  direction: Direction
  ablation?: Ablation
  /** Whole families of places, and single ones besides. */
  choices: readonly PlaceChoice[]
  places?: readonly Place[]
  /** Which metrics to measure; the fewer the faster where the vocabulary is large. */
  metrics: readonly MetricName[]
}

/** One patched run of the model over all prompts. */
export type PlaceScore = Place & Score

export interface ActivationPatchingResult {
  scores: PlaceScore[]
  baseline: Baseline
  /** How many patched runs over the prompts it took. */
  patchedRuns: number
}

export type ActivationPatchingEvent = Progress | { type: 'place'; score: PlaceScore }

/**
 * Activation patching (exact): the metric of the base run with one activation replaced, everything behind it
 * recomputed. Places of one layer run together as copies of a forward pass that begins at that layer.
 * @throws PatchbayError (bad-input) for places the model does not have.
 */
export async function* activationPatching(
  experiment: Experiment,
  options: ActivationPatchingOptions,
): AsyncGenerator<ActivationPatchingEvent, ActivationPatchingResult> {
  const { config, pairs } = experiment
  const { direction, ablation = 'resample', metrics } = options
  const length = paddedLength(experiment)
  const groups = groupPlaces(config, length, options)
  const total = groups.reduce((sum, group) => sum + group.places.length, 0)
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const scores: PlaceScore[] = []
  let captured: CapturedBatch[] = []
  let capturedSite: Site | null = null
  let measured: { meter: MetricMeter; baseline: Baseline } | null = null
  for (const { site, layer, places } of groups) {
    if (capturedSite !== site) {
      yield { type: 'stage', stage: `patching ${site}` }
      captured = await captureSites(experiment, batches, ['resid', site])
      capturedSite = site
      measured ??= baselineOf(pairs, {
        clean: captured.map((batch) => batch.clean.logits.data),
        corrupt: captured.map((batch) => batch.corrupt.logits.data),
      })
    }
    const donors = donorValues(captured, { site, layer, ablation, donor: donorSide(direction) })
    const patch = await Replacement.create(experiment, { site, layer, direction, captured, donors })
    const base = measured!.baseline[baseSide(direction)]
    try {
      for (const some of inBatches(places, patch.copies)) {
        const logits = await patch.run(some)
        for (let i = 0; i < some.length; i++) {
          const score = { ...some[i], ...scoreOf(measured!.meter, base, metrics, logits[i]) }
          scores.push(score)
          yield { type: 'place', score }
        }
        yield { type: 'progress', done: scores.length, total }
      }
    } finally {
      await patch.release()
    }
  }
  measured ??= await baselineOnly(experiment, batches)
  return { scores, baseline: measured.baseline, patchedRuns: scores.length }
}

interface PlaceGroup {
  site: Site
  layer: number
  places: Place[]
}

/** Places that can run together, site by site. */
function groupPlaces(
  config: TransformerConfig,
  length: number,
  { choices, places = [] }: ActivationPatchingOptions,
): PlaceGroup[] {
  for (const place of places) checkPlace(config, length, place)
  const all = [...choices.flatMap((choice) => placesOf(config, length, choice)), ...places]
  const groups = new Map<string, PlaceGroup>()
  const sites = [...new Set([...choices.map(siteOf), ...places.map(({ place }) => place)])]
  for (const site of sites) {
    for (const place of all.filter((one) => one.place === site)) {
      const key = `${site}.${place.layer}`
      const group = groups.get(key) ?? { site, layer: place.layer, places: [] }
      group.places.push(place)
      groups.set(key, group)
    }
  }
  return [...groups.values()]
}

async function baselineOnly(experiment: Experiment, batches: readonly (readonly PromptPair[])[]) {
  const captured = await captureSites(experiment, batches, [])
  return baselineOf(experiment.pairs, {
    clean: captured.map((batch) => batch.clean.logits.data),
    corrupt: captured.map((batch) => batch.corrupt.logits.data),
  })
}
