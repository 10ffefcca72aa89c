import { changedFiles, meaningOfRun, PatchbayError } from '../../../../contract'
import type { ActivationConfig, AttributionConfig, PromptSet } from '../../../../contract'
import type { MethodInputs } from '../../../../engine/host'
import type { Store } from '../../../store'
import type { HostMethod, WantedModel } from './host-method'

/** May confirm what an attribution run estimated. */
export const activation: HostMethod<'activation'> = {
  determinants: ({ screening, ...config }, idOfRun) => ({
    ...config,
    screening: screening === undefined ? undefined : idOfRun(screening),
  }),

  inputs: (config, wanted, store) =>
    config.screening === undefined ? {} : { estimates: estimatesOf(config.screening, config, wanted, store) },
}

/** @throws PatchbayError (bad-input) for a run that did not estimate these very effects. */
function estimatesOf(
  id: string,
  wanted: ActivationConfig,
  { model }: WantedModel,
  store: Store,
): MethodInputs['estimates'] {
  const { summary, config, provenance } = store.runs.get(id)
  const result = store.results.read(id)
  if (result?.kind !== 'sites' || config?.method !== 'attribution') {
    throw new PatchbayError(
      'bad-input',
      `${summary.name} has no estimates to confirm: choose a finished attribution run.`,
    )
  }
  if (!provenance || changedFiles(provenance, model)) {
    throw new PatchbayError(
      'bad-input',
      `${summary.name} estimated the sites of another model: choose an attribution run of this one.`,
    )
  }
  const [here, there] = [effectChoices(wanted), effectChoices(config)]
  const other = EFFECT_CHOICES.find((choice) => here[choice] !== there[choice])
  const hasOtherPrompts = textOf(config.prompts) !== textOf(wanted.prompts)
  if (other || hasOtherPrompts) {
    const what = other
      ? `estimated effects with ${other} ${there[other]}, this run measures them with ${here[other]}`
      : 'estimated effects on other prompts'
    throw new PatchbayError(
      'bad-input',
      `${summary.name} ${what}: choose an attribution run of the same effects, or none.`,
    )
  }
  return { scores: result.scores, meaning: meaningOfRun({ summary, config })! }
}

const EFFECT_CHOICES = ['metric', 'direction', 'ablation'] as const

/** The choices that define an effect. */
function effectChoices({ metric, direction, ablation = 'resample' }: ActivationConfig | AttributionConfig) {
  return { metric, direction, ablation }
}

/** What the model is given; the set's name does not matter. */
function textOf({ bos, answerReading = 'auto', rows, split }: PromptSet): string {
  return JSON.stringify([bos, answerReading, rows, split])
}
