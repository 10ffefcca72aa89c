import { changedFiles, meaningOfRun, PatchbayError, type ModelIdentity } from '../../../contract'
import type { GivenCircuit, RunConfig, RunDetail } from '../../../contract'
import type { GraphShape, MethodInputs } from '../../../engine'
import type { Store } from '../../store'
import { edgeScores, keptEdges, shapeText } from './run-circuit'

type EffectConfig = Extract<RunConfig, { method: 'activation' | 'attribution' }>
type ActivationConfig = Extract<RunConfig, { method: 'activation' }>

/** The model that a run is to be made with. */
interface Wanted {
  shape: GraphShape
  model: ModelIdentity
}

/**
 * What a configuration takes from other runs. Errors: a run that is not there, of another model, or that has
 * nothing of the kind.
 */
export function lookUpInputs(config: RunConfig, wanted: Wanted, store: Store): MethodInputs {
  if (config.method === 'activation' && config.screening !== undefined) {
    return { estimates: estimatesOf(config.screening, config, wanted, store) }
  }
  if (config.method !== 'evaluate') return {}
  const { circuit, reference } = config
  return {
    circuit: 'runId' in circuit ? circuitOfRun(circuit.runId, wanted, store) : undefined,
    reference: reference && 'runId' in reference ? circuitOfRun(reference.runId, wanted, store) : undefined,
  }
}

function circuitOfRun(id: string, { shape }: Wanted, store: Store): GivenCircuit {
  const run: RunDetail = { ...store.runs.get(id), ...store.journal.read(id), progress: null }
  const { name } = run.summary
  if (shapeText(run) !== shapeText({ shape })) {
    throw new PatchbayError(
      'bad-input',
      `${name} is of another model (${shapeText(run)}, this one has ${shapeText({ shape })}): choose a run of this model.`,
    )
  }
  const edges = keptEdges(run)
  if (edges.length === 0)
    throw new PatchbayError('bad-input', `${name} keeps no edge, so there is no circuit to evaluate.`)
  const scores = edgeScores(run)
  return { name, edges, scores: scores.every(Number.isNaN) ? null : scores, meaning: meaningOfRun(run) }
}

function estimatesOf(
  id: string,
  wanted: ActivationConfig,
  { model }: Wanted,
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

/** What decides which effect is meant. */
function effectChoices({ metric, direction, ablation = 'resample' }: EffectConfig) {
  return { metric, direction, ablation }
}

/** What the model is given; the set's name does not matter. */
function textOf({ bos, rows }: RunConfig['prompts']): string {
  return JSON.stringify([bos, rows])
}
