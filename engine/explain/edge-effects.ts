import type { EdgeEffects } from '../../contract'
import { baseSide, graphOf } from '../experiment/experiment'
import { relayed, type Progress } from '../experiment/progress'
import { edgeName } from '../graph'
import { edgePatching } from '../methods/edges'
import type { Explained } from './explained'

/** What an edge does on every prompt, as edge patching measures it. */
export async function* edgeEffects(
  { experiment, metric, direction, ablation }: Explained,
  edge: number,
): AsyncGenerator<Progress<'edges'>, EdgeEffects> {
  const measuring = edgePatching(experiment, { metric, direction, ablation, edges: [edge] })
  const { scores, baseline } = yield* relayed(measuring, (event) => (event.type === 'effect' ? null : event))
  const base = baseline[baseSide(direction)].perPrompt[metric]
  const patched = base.map((value, prompt) => value + scores.perPrompt![prompt])
  return { edge: edgeName(graphOf(experiment.config), edge), metric, direction, ablation, base, patched }
}
