import { METHODS } from '../../../contract'
import type { EngineMethod } from '../engine-method'
import { checkJudgement, judgeCircuit } from './judge-circuit'
import { judgeOptions } from './judge-options'
import { evaluateMemory } from './memory'

export { circuitsMemory } from './memory'
export { bestEdges, edgesFrom } from './given-circuit'
export { circuitFaithfulness } from './circuit-faithfulness'
export { evaluateCircuits, type CircuitReport } from './evaluate-circuit'
export { circuitOfSource } from './circuit-of-source'
export { withReading, type JudgedEdges } from './given-circuit'
export { judgeCircuit, type JudgedCircuit, type JudgeOptions } from './judge-circuit'
export { measureCircuits } from './measure-circuits'

export const evaluateMethod: EngineMethod<'evaluate'> = {
  check: (sized, config, inputs) => checkJudgement(sized, judgeOptions(sized.config, config, inputs)),
  memory: evaluateMemory,

  async *run(experiment, config, { inputs }) {
    const options = judgeOptions(experiment.config, config, inputs)
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
