import type { EapConfig } from '../../../contract'
import { baseSide } from '../../experiment/experiment'
import type { EngineMethod } from '../engine-method'
import { checkEapOptions, eap, type EapOptions } from './eap'
import { eapMemory } from './memory'

export { eapMemory } from './memory'
export { eap, type EapOptions, type EstimatedEdges } from './eap'

export const eapMethod: EngineMethod<'eap'> = {
  check: (_sized, config) => checkEapOptions(optionsOf(config)),
  memory: eapMemory,

  async *run(experiment, config) {
    const { scores, baseline } = yield* eap(experiment, optionsOf(config))
    const { direction, metric } = config
    yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
    return { result: { kind: 'edges', scores }, testsRun: 0, metricFinal: null, circuit: null }
  },
}

const optionsOf = ({ metric, direction, igSteps, ablation }: EapConfig): EapOptions => ({
  metric,
  direction,
  ablation,
  igSteps: igSteps > 0 ? igSteps : undefined,
})
