import { checkAblation } from '../../experiment/ablation'
import { baseSide, graphOf } from '../../experiment/experiment'
import type { EngineMethod } from '../engine-method'
import { pathMemory } from './memory'
import { chainPatching, edgesOfPath } from './path-patching'

export { pathMemory } from './memory'
export {
  chainPatching,
  pathPatching,
  type ChainPatchingOptions,
  type PatchedPath,
  type PathPatchingOptions,
} from './path-patching'

export const pathMethod: EngineMethod<'path'> = {
  /** A text that is not a path, and edges that cannot exist, are refused. */
  check({ config: model }, { path, ablation, direction }) {
    checkAblation(direction, ablation)
    edgesOfPath(graphOf(model), path)
  },
  memory: pathMemory,

  async *run(experiment, { path, direction, ablation, metric }) {
    const { score, baseline } = yield* chainPatching(experiment, { path, direction, ablation, metric })
    yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
    return { result: { kind: 'path', score }, testsRun: 1, metricFinal: score.value, circuit: null }
  },
}
