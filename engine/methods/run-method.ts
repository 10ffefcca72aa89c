import { METHODS, PatchbayError } from '../../contract'
import type { CheckItem, EffectColumns, GivenCircuit, RunConfig } from '../../contract'
import type { OpenModel, TransformerConfig } from '../model'
import {
  baselineOfRuns,
  circuitOfFile,
  defaultThreads,
  graphOf,
  paddedLength,
  runPairs,
  selfCheck,
  unwatched,
  watchedConfig,
  type Experiment,
} from './patching'
import { weightFeeds } from '../transformer'
import { checkEap, checkEdges, checkPath, runEap, runEdges, runPath } from './edge-methods'
import { checkEvaluate, runEvaluate, withReading } from './evaluate/run-evaluate'
import { progressOf, type MethodEvents } from './method-event'
import { pairsFor } from './method-pairs'
import {
  checkActivation,
  checkAttribution,
  runActivation,
  runAttribution,
  type Estimates,
} from './node-methods'
import { checkWorkflow, runWorkflow } from './workflow/run-workflow'

/** The configuration of every method but ACDC, which has a course of its own (see runAcdc). */
export type MethodConfig = Exclude<RunConfig, { method: 'acdc' }>

/** What a configuration takes from other runs, looked up: circuits to judge, estimates to confirm. */
export interface MethodInputs {
  circuit?: GivenCircuit
  reference?: GivenCircuit
  estimates?: Estimates
}

export interface RunMethodOptions {
  model: OpenModel
  config: MethodConfig
  inputs: MethodInputs
  /** Effects of an earlier part of the same sweep over edges. */
  effects: EffectColumns
  threads?: number
}

/**
 * One run of a method from start to end; the last event carries the result. It computes only when the next
 * event is pulled, so whoever pulls can pause and stop it.
 * @throws PatchbayError as checkMethodConfig does; where the metric on clean or corrupt prompts is no number.
 */
export async function* runMethod(options: RunMethodOptions): MethodEvents {
  const { model, config, inputs } = options
  const pairs = pairsFor(model, config)
  checkMethodConfig(model.config, config, inputs, pairs)
  yield { type: 'stage', stage: 'loading model' }
  const weights = weightFeeds(await model.loadWeights())
  const threads = options.threads ?? defaultThreads()
  const experiment = { config: watchedConfig(model.config, weights), weights, pairs, threads }
  await unwatched(experiment)
  yield* eventsOf(experiment, { ...options, inputs: withFiles(model.config, config, inputs) })
}

function eventsOf(experiment: Experiment, { config, inputs, effects }: RunMethodOptions): MethodEvents {
  switch (config.method) {
    case 'activation':
      return runActivation(experiment, config, inputs.estimates ?? null)
    case 'attribution':
      return runAttribution(experiment, config)
    case 'edges':
      return runEdges(experiment, config, effects)
    case 'path':
      return runPath(experiment, config)
    case 'eap':
      return runEap(experiment, config)
    case 'evaluate': {
      const { metric, top, by, ablation } = config
      const judged = { given: inputs.circuit!, reference: inputs.reference ?? null }
      return runEvaluate(experiment, {
        metric,
        top,
        by,
        ablation,
        choices: METHODS.evaluate.choices(config),
        ...judged,
      })
    }
    case 'workflow':
      return runWorkflow(experiment, config, METHODS.workflow.choices(config))
    case 'check':
      return runCheck(experiment, config)
  }
}

/**
 * Whether this run can be made on these prompts, before anything is loaded.
 * @throws PatchbayError (bad-input): the first problem of what is to be patched.
 */
export function checkMethodConfig(
  architecture: TransformerConfig,
  config: MethodConfig,
  inputs: MethodInputs,
  pairs: Experiment['pairs'],
): void {
  const { circuit } = withFiles(architecture, config, inputs)
  // Checks look at sizes only: no weights are loaded yet.
  const sized: Experiment = { config: architecture, pairs, weights: {}, threads: 1 }
  paddedLength(sized)
  if (config.method === 'activation') checkActivation(sized, config)
  if (config.method === 'attribution') checkAttribution(sized, config)
  if (config.method === 'edges') checkEdges(sized, config)
  if (config.method === 'path') checkPath(sized, config)
  if (config.method === 'eap') checkEap(config)
  if (config.method === 'evaluate' && circuit) checkEvaluate(sized, config, circuit)
  if (config.method === 'workflow') checkWorkflow(config)
  if (config.method === 'check') checkLogits(architecture, config, pairs)
}

/** Logits of other prompts or of another model would only seem to differ. */
function checkLogits(
  { vocabSize }: TransformerConfig,
  { referenceLogits: logits }: Extract<MethodConfig, { method: 'check' }>,
  { length: prompts }: Experiment['pairs'],
): void {
  if (logits === undefined) return
  if (logits.length !== prompts)
    throw new PatchbayError(
      'bad-input',
      `The given logits are those of ${logits.length.toLocaleString('en-US')} prompts, but there are ${prompts.toLocaleString('en-US')}: give one list for each prompt.`,
    )
  const row = logits.findIndex(({ length }) => length !== vocabSize)
  if (row >= 0)
    throw new PatchbayError(
      'bad-input',
      `The given logits of prompt ${row + 1} are ${logits[row].length.toLocaleString('en-US')} numbers, but the vocabulary has ${vocabSize.toLocaleString('en-US')} tokens: give one for each.`,
    )
}

/** The circuits that the configuration itself carries as files, beside those that were looked up. */
function withFiles(
  architecture: TransformerConfig,
  config: MethodConfig,
  inputs: MethodInputs,
): MethodInputs {
  if (config.method !== 'evaluate') return inputs
  const { circuit, reference } = config
  const read = (name: string, source: typeof circuit | undefined, looked: GivenCircuit | undefined) => {
    if (source === undefined || 'runId' in source) return looked
    return circuitOfFile(graphOf(architecture), architecture, source, name)
  }
  const given = read('the circuit file', circuit, inputs.circuit)
  return {
    ...inputs,
    circuit: given && withReading(given, config.scores),
    reference: read('the reference file', reference, inputs.reference),
  }
}

async function* runCheck(
  experiment: Experiment,
  { metric, referenceLogits }: Extract<MethodConfig, { method: 'check' }>,
): MethodEvents {
  const { config, weights, pairs, threads } = experiment
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const { baseline } = baselineOfRuns(experiment, await runPairs(config, weights, pairs, threads))
  yield { type: 'baseline', ...baseline, metricInitial: baseline.clean.mean[metric] }
  const found = yield* progressOf(selfCheck(experiment, referenceLogits))
  const items = found.map(({ check, passed, difference, allowed, what }): CheckItem => {
    return { name: check, passed, difference, tolerance: allowed, detail: what }
  })
  yield {
    type: 'result',
    outcome: { result: { kind: 'check', items }, testsRun: 0, metricFinal: null, circuit: null },
  }
}
