import { foundOnByFile, METHODS, type EvaluateConfig, type GivenCircuit } from '../../../contract'
import { graphOf } from '../../experiment/experiment'
import type { TransformerConfig } from '../../model'
import type { EngineMethod, MethodInputs } from '../engine-method'
import { circuitOfFile } from './circuit-file'
import { withReading } from './given-circuit'
import { checkJudgement, judgeCircuit, type JudgeOptions } from './judge-circuit'
import { evaluateMemory } from './memory'

export { evaluateMemory } from './memory'
export { circuitFaithfulness } from './circuit-faithfulness'
export { evaluateCircuits, type CircuitReport } from './evaluate-circuit'
export { judgeCircuit, type JudgedCircuit, type JudgeOptions } from './judge-circuit'

export const evaluateMethod: EngineMethod<'evaluate'> = {
  check: (sized, config, inputs) => checkJudgement(sized, optionsOf(sized.config, config, inputs)),
  memory: evaluateMemory,

  async *run(experiment, config, { inputs }) {
    const options = optionsOf(experiment.config, config, inputs)
    const { evaluation, report, edges } = yield* judgeCircuit(experiment, options)
    const { clean, corrupt, empty } = evaluation
    yield { type: 'baseline', clean, corrupt, empty, metricInitial: clean.mean[config.metric] }
    const { measurement, faithfulness } = report
    return {
      result: {
        kind: 'evaluation',
        evaluation: { ...evaluation, choices: METHODS.evaluate.choices(config) },
      },
      testsRun: evaluation.judgements.length,
      metricFinal: measurement.mean[config.metric],
      circuit: { edges, measurement, faithfulness: faithfulness.mean },
    }
  },
}

/** The circuits that the configuration itself carries as files, and those that were looked up. */
function optionsOf(model: TransformerConfig, config: EvaluateConfig, inputs: MethodInputs): JudgeOptions {
  const { circuit, reference, scores, top, by, ablation } = config
  const read = (name: string, source: EvaluateConfig['circuit'], found: GivenCircuit | undefined) => {
    if ('runId' in source) return found
    const given = circuitOfFile(graphOf(model), model, source, name)
    return { ...given, foundOn: foundOnByFile(config, source.patchbay) }
  }
  const given = read('the circuit file', circuit, inputs.circuit)!
  return {
    circuit: withReading(given, scores),
    reference: reference && read('the reference file', reference, inputs.reference),
    top,
    by,
    ablation,
  }
}
