import type { Ablation, MetricName } from '../../../contract'
import type { PromptPair } from '../../datasets'
import type { MetricMeter } from '../../metrics'
import type { TransformerConfig } from '../../model/transformer'
import type { Site } from '../../transformer'
import { donorValues } from '../../experiment/ablation'
import {
  baselineOfLogits,
  baseSide,
  donorSide,
  inBatches,
  paddedLength,
  type Baseline,
  type Direction,
  type Experiment,
  type Progress,
} from '../../experiment/experiment'
import { promptsPerGradient } from '../../experiment/gradient-memory'
import { checkPlace, placesOf, type Place, type PlaceChoice } from '../../experiment/sites'
import { scoreOf, type Score } from '../../experiment/scores'
import { Replacement } from '../../experiment/replacement'
import { captureSites, type CapturedBatch } from '../../experiment/site-capture'

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
  /** Each choice's places in the order of placesOf, then the single ones. */
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
  const wanted = wantedPlaces(config, length, options)
  const total = wanted.length
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const scores = new Map<Place, PlaceScore>()
  let captured: CapturedBatch[] = []
  let capturedSite: Site | null = null
  let measured: { meter: MetricMeter; baseline: Baseline } | null = null
  for (const { site, layer, places } of groupPlaces(wanted)) {
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
      for (const some of inBatches(places, patch.copies)) {
        const logits = await patch.run(some)
        for (let i = 0; i < some.length; i++) {
          const score = { ...some[i], ...scoreOf(measured!.meter, base, metrics, logits[i]) }
          scores.set(some[i], score)
          yield { type: 'place', score }
        }
        yield { type: 'progress', done: scores.size, total }
      }
    } finally {
      await patch.release()
    }
  }
  measured ??= await baselineOnly(experiment, batches)
  return {
    scores: wanted.map((place) => scores.get(place)!),
    baseline: measured.baseline,
    patchedRuns: scores.size,
  }
}

interface PlaceGroup {
  site: Site
  layer: number
  places: Place[]
}

/** Places that can run together, site by site. */
function groupPlaces(wanted: readonly Place[]): PlaceGroup[] {
  const groups = new Map<string, PlaceGroup>()
  for (const site of new Set(wanted.map(({ place }) => place))) {
    for (const place of wanted.filter((one) => one.place === site)) {
      const key = `${site}.${place.layer}`
      const group = groups.get(key) ?? { site, layer: place.layer, places: [] }
      group.places.push(place)
      groups.set(key, group)
    }
  }
  return [...groups.values()]
}

function wantedPlaces(
  config: TransformerConfig,
  length: number,
  { choices, places = [] }: ActivationPatchingOptions,
): Place[] {
  for (const place of places) checkPlace(config, length, place)
  return [...choices.flatMap((choice) => placesOf(config, length, choice)), ...places]
}

async function baselineOnly(experiment: Experiment, batches: readonly (readonly PromptPair[])[]) {
  const captured = await captureSites(experiment, batches, [])
  return baselineOfLogits(experiment, {
    clean: captured.map((batch) => batch.clean.logits.data),
    corrupt: captured.map((batch) => batch.corrupt.logits.data),
  })
}
