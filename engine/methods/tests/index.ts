import { METHODS, PatchbayError, type GivenCircuit, type TestsConfig } from '../../../contract'
import { graphOf } from '../../experiment/experiment'
import { faithfulnessOf } from '../../experiment/faithfulness'
import type { TransformerConfig } from '../../model'
import type { EngineMethod, MethodInputs } from '../engine-method'
import { bestEdges, circuitOfSource, withReading } from '../evaluate'
import { circuitTests } from './circuit-tests'
import { testsMemory } from './memory'

export { circuitTests, type CircuitTestsOptions, type TestedCircuit } from './circuit-tests'

export const testsMethod: EngineMethod<'tests'> = {
  check({ config: model }, config, inputs) {
    testedCircuit(model, config, inputs)
    if (config.metric !== 'kl') return
    throw new PatchbayError(
      'bad-input',
      'kl is a distance from the model, so that no circuit can outperform it: test with logit_diff, log_prob, nll or prob_diff.',
    )
  },
  memory: testsMemory,

  async *run(experiment, config, { inputs }) {
    const circuit = testedCircuit(experiment.config, config, inputs)
    const tested = yield* circuitTests(experiment, { ...config, circuit })
    const { tests, baseline, measurement, edges, measured } = tested
    yield { type: 'baseline', ...baseline, metricInitial: baseline.clean.mean[config.metric] }
    return {
      result: { kind: 'tests', tests: { ...tests, choices: METHODS.tests.choices(config) } },
      testsRun: measured,
      metricFinal: measurement.mean[config.metric],
      circuit: { edges, measurement, faithfulness: faithfulnessOf(measurement, baseline, 'logit_diff').mean },
    }
  },
}

/** @throws PatchbayError (bad-input) for a file of another model, and where the best edges cannot be taken. */
function testedCircuit(
  model: TransformerConfig,
  config: TestsConfig,
  { circuit: found }: MethodInputs,
): GivenCircuit {
  const { circuit, scores, top, by } = config
  const name = 'the circuit file'
  const given = withReading(circuitOfSource(model, config, circuit, { name, found }), scores)
  if (top === undefined) return given
  return { ...given, edges: bestEdges(graphOf(model), given, { count: top, by }).edges() }
}
