import { PatchbayError, type AcdcConfig } from '../../../contract'
import { relayed } from '../../experiment/progress'
import type { EngineMethod, RunContext } from '../engine-method'
import { discoverCircuit } from './discover-circuit'
import { acdcMemory } from './memory'

export { discoverCircuit, type AcdcOptions } from './discover-circuit'
export { downstreamLayers, expectedStages, stageOfEdge } from './expected-tests'

export const acdcMethod: EngineMethod<'acdc'> = {
  check: (_sized, config) => checkAcdc(config),
  memory: acdcMemory,

  async *run(experiment, config, context) {
    let testsRun = testsOf(context)
    const result = yield* relayed(discoverCircuit(experiment, { ...config, ...context }), (event) => {
      if (event.type === 'decision' && event.delta !== null) testsRun++
      return event
    })
    const { edges, measurement, faithfulness } = result
    return {
      result,
      testsRun,
      metricFinal: measurement.mean[config.metric],
      circuit: { edges, measurement, faithfulness },
    }
  },
}

/** Tests of earlier parts of the run. */
function testsOf({ journal }: RunContext): number {
  return journal ? journal.delta.filter((delta) => !Number.isNaN(delta)).length : 0
}

/** @throws PatchbayError (bad-input): a threshold that is not a number, an order by EAP of a metric that has none. */
export function checkAcdc({ threshold, order, metric, orderMetric = metric }: AcdcConfig): void {
  if (order === 'eap' && orderMetric === 'kl') throw noOrder()
  if (Number.isFinite(threshold)) return
  throw new PatchbayError(
    'bad-input',
    `the threshold is ${threshold}, not a number: give a finite one such as 0.05.`,
  )
}

function noOrder(): PatchbayError {
  return new PatchbayError(
    'bad-input',
    'kl has gradient 0 at the clean run, so EAP with kl is 0 for every edge and gives no order: take the order from another metric (--order-metric logit_diff), or choose another order.',
  )
}
