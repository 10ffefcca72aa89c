import { copyRows } from '../../experiment/changing-rows'
import { runChosenLayer } from './chosen-layer'
import { computedLayers, roomFor, type Changes } from './computed-layers'
import type { LiveCircuit } from './live-circuit'
import { layersOf, type LayerSetting } from './whole-layers'

/**
 * The last stream at the answers [batch, dModel] of a circuit of which most nodes are computed: layer by layer, in
 * one call all heads that are read and the MLP. `room` is what roomFor takes.
 */
export async function chosenStream(
  setting: LayerSetting,
  live: LiveCircuit,
  room: Float32Array,
): Promise<Float32Array> {
  const layers = computedLayers(setting, live)
  const changes = roomFor(setting, layers, room)
  if (live.where[0]) changes.changing.of(1).set(setting.donor.inputChange('changing'))
  for (const layer of layers) await runChosenLayer(setting, live, changes, layer)
  return lastStream(setting, live, changes)
}

function lastStream(
  { graph, config, donor }: LayerSetting,
  { read }: LiveCircuit,
  { changing, last, slotOf }: Changes,
): Float32Array {
  const lastFirst = layersOf(graph).at(-1)!.first
  const sum = Float64Array.from(donor.stream(graph.senders.length, 'answer'))
  const atAnswers = new Float32Array(sum.length)
  for (const sender of read[read.length - 1]) {
    const isLast = sender >= lastFirst
    if (!isLast)
      copyRows(changing.of(slotOf[sender]), donor.run.answersAmongChanging, config.dModel, atAnswers)
    const values = isLast ? last.of(slotOf[sender]) : atAnswers
    for (let i = 0; i < sum.length; i++) sum[i] += values[i]
  }
  return Float32Array.from(sum)
}
