import {
  PatchbayError,
  type Agreement,
  type SiteScores,
  type RunConfig,
  type ScoreMeaning,
  kindOf,
  type Site,
  type SiteFamily,
} from '../../contract'
import {
  activationPatching,
  agreementOf,
  attributionPatching,
  baseSide,
  checkAblation,
  checkGradientMetric,
  checkSite,
  paddedLength,
  siteEffects,
  sitesOf,
  type Experiment,
} from './patching'
import { progressOf, type MethodEvents } from './method-event'
import { estimateColumns, exactColumns, pickRows, siteKey, siteOfRow } from './site-columns'

export type ActivationConfig = Extract<RunConfig, { method: 'activation' }>
export type AttributionConfig = Extract<RunConfig, { method: 'attribution' }>
/** An experiment whose weights are not looked at. */
type Sized = Experiment

/** @throws PatchbayError (bad-input) for sites the model does not have, and neurons that were not named. */
export function checkActivation(sized: Sized, config: ActivationConfig): void {
  const length = paddedLength(sized)
  const { choices, sites } = wantedSites(sized, config)
  for (const choice of choices) sitesOf(sized.config, length, choice)
  for (const site of sites) checkOne(sized, length, site)
}

/** @throws PatchbayError (bad-input) as attributionPatching does, before anything is loaded. */
export function checkAttribution(
  { config: model }: Sized,
  { metric, direction, sites, variant, ablation }: AttributionConfig,
): void {
  checkAblation(direction, ablation)
  checkGradientMetric(metric, direction)
  for (const choice of sites) sitesOf(model, 1, choice)
  if (variant === 'atp-star' && model.layerCount < 2) throw oneLayer()
}

/** What a screening found, and what it is. */
export interface Estimates {
  scores: SiteScores
  meaning: ScoreMeaning
}

/** Activation patching; with the estimates of a screening, how well they agree with it. */
export async function* runActivation(
  experiment: Experiment,
  config: ActivationConfig,
  estimates: Estimates | null,
): MethodEvents {
  const { direction, ablation, metric } = config
  const wanted = wantedSites(experiment, config)
  const options = { direction, ablation, metrics: [metric], ...wanted }
  const { scores, baseline, patchedRuns } = yield* progressOf(activationPatching(experiment, options))
  yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
  // The clean and the corrupt run are made once for every kind of site.
  const kinds = new Set([...wanted.choices.map(kindOf), ...wanted.sites.map(({ site }) => site)]).size
  const columns = exactColumns(scores, {
    baseline,
    direction,
    metric,
    passes: { forward: 2 * kinds + patchedRuns, backward: 0 },
  })
  const result = {
    kind: 'sites' as const,
    scores: columns,
    agreement: estimates ? agreementOn(columns, estimates.scores, estimates.meaning) : null,
  }
  yield { type: 'result', outcome: { result, testsRun: patchedRuns, metricFinal: null, circuit: null } }
}

export async function* runAttribution(experiment: Experiment, config: AttributionConfig): MethodEvents {
  const { direction, ablation, metric, sites, variant } = config
  const kinds = [...new Set(sites.map(kindOf))]
  const found = yield* progressOf(
    attributionPatching(experiment, { metric, direction, ablation, method: variant, kinds }),
  )
  const { baseline } = found
  yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
  const passes = { forward: found.passes.forwards, backward: found.passes.backwards }
  const scored = [...new Set(sites)].flatMap((choice) => siteEffects(experiment.config, found, choice))
  const scores = estimateColumns(scored, { baseline, direction, metric, passes })
  yield {
    type: 'result',
    outcome: {
      result: { kind: 'sites', scores, agreement: null },
      testsRun: 0,
      metricFinal: null,
      circuit: null,
    },
  }
}

/**
 * How well estimates agree with exact effects of the same places; those without a sign (`meaning`) are held against
 * the sizes of the effects. null where they share no site.
 */
export function agreementOn(
  exact: SiteScores,
  estimates: SiteScores,
  meaning?: ScoreMeaning,
): Agreement | null {
  const rows = new Map(Array.from(estimates.site, (_, row) => [siteKey(siteOfRow(estimates, row)), row]))
  const both = Array.from(exact.site, (_, row) => [row, rows.get(siteKey(siteOfRow(exact, row)))]).filter(
    (pair): pair is [number, number] => pair[1] !== undefined,
  )
  if (both.length === 0) return null
  const exactOnes = pickRows(
    exact,
    both.map(([row]) => row),
  )
  const estimateOnes = pickRows(
    estimates,
    both.map(([, row]) => row),
  )
  const ofMagnitudes = meaning?.kind === 'magnitude'
  const measured = ofMagnitudes ? exactOnes.effect.map(Math.abs) : exactOnes.effect
  const { pearson, spearman, flagged } = agreementOf(estimateOnes.effect, measured)
  return {
    exact: exactOnes,
    estimate: estimateOnes,
    pearson: finite(pearson),
    spearman: finite(spearman),
    flagged,
    ...(ofMagnitudes && { ofMagnitudes }),
  }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Whole families of sites, and single ones: chosen neurons, or just what a screening proposed. */
function wantedSites(
  sized: Sized,
  { sites: words, neurons, only }: ActivationConfig,
): { choices: SiteFamily[]; sites: Site[] } {
  if (only) return { choices: [], sites: only }
  const choices = [...new Set(words)].filter((word) => kindOf(word) !== 'neurons')
  const isAsked = words.includes('neurons') || words.includes('neurons-by-position')
  if (isAsked && neurons.length === 0) {
    throw new PatchbayError(
      'bad-input',
      'activation patching takes neurons by name, as there are so many: name some as LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
  }
  const positions = Array.from({ length: paddedLength(sized) }, (_, pos) => pos)
  const whole = neurons.map((neuron): Site => ({ site: 'neurons', ...neuron }))
  return {
    choices,
    sites: [
      ...(words.includes('neurons') ? whole : []),
      ...(words.includes('neurons-by-position')
        ? whole.flatMap((one) => positions.map((pos) => ({ ...one, pos })))
        : []),
    ],
  }
}

function checkOne({ config }: Sized, length: number, site: Site): void {
  if (site.site === 'neurons' || site.site === 'mlp') sitesOf(config, 1, site.site)
  checkSite(config, length, site)
}

function oneLayer(): PatchbayError {
  return new PatchbayError(
    'bad-input',
    'AtP* leaves out one layer at a time, and this model has only one: choose atp or relp.',
  )
}
