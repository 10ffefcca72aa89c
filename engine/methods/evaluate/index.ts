import { METHODS, type EvaluateConfig, type GivenCircuit } from '../../../contract'
import type { TransformerConfig } from '../../model'
import type { EngineMethod, MethodInputs } from '../engine-method'
import { circuitOfSource } from './circuit-of-source'
import { withReading } from './given-circuit'
import { checkJudgement, judgeCircuit, type JudgeOptions } from './judge-circuit'
import { evaluateMemory } from './memory'

export { evaluateMemory } from './memory'
export { bestEdges, edgesFrom } from './given-circuit'
export { circuitFaithfulness } from './circuit-faithfulness'
export { evaluateCircuits, type CircuitReport } from './evaluate-circuit'
export { circuitOfSource } from './circuit-of-source'
export { withReading, type JudgedEdges } from './given-circuit'
export { judgeCircuit, type JudgedCircuit, type JudgeOptions } from './judge-circuit'
export { measureCircuits } from './measure-circuits'

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
  const read = (source: EvaluateConfig['circuit'], name: string, found: GivenCircuit | undefined) =>
    circuitOfSource(model, config, source, { name, found })
  return {
    circuit: withReading(read(circuit, 'the circuit file', inputs.circuit), scores),
    reference: reference && read(reference, 'the reference file', inputs.reference),
    top,
    by,
    ablation,
  }
}
