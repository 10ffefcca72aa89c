import { rowsOf } from '../../experiment/changing-rows'
import { joinedData } from '../../experiment/paired-runs'
import { floatTensor } from '../../onnx'
import type { Where } from '../../transformer'
import type { LiveCircuit } from './live-circuit'
import { layerFeeds, layersOf, type LayerSenders, type LayerSetting } from './whole-layers'

/** One circuit's stream [rows, dModel], and which senders write to it what they compute. */
interface PlainRun {
  live: LiveCircuit
  stream: Float32Array
}

/**
 * The last streams at the answers [circuit][batch, dModel] of circuits in which each node that is computed reads every one
 * computed before it (isPlain): plain passes at the changing rows side by side, in which the other senders write what they
 * do in the donor's run.
 */
export async function plainStreams(
  setting: LayerSetting,
  lives: readonly LiveCircuit[],
): Promise<Float32Array[]> {
  const { graph, donor } = setting
  const start = donor.stream(1, 'changing')
  const change = donor.inputChange('changing')
  const runs = lives.map((live): PlainRun => ({
    live,
    stream: live.where[0] ? start.map((value, i) => value + change[i]) : start.slice(),
  }))
  for (const own of layersOf(graph)) {
    const before = runs.map(({ stream }) => atRows(setting, stream, own.where))
    await runHeads(setting, runs, own)
    await runMlps(setting, runs, graph.shape.parallel ? before : runs.map(({ stream }) => stream), own)
  }
  return runs.map(({ stream }) => stream)
}

async function runHeads(
  setting: LayerSetting,
  runs: readonly PlainRun[],
  { layer, first, where }: LayerSenders,
): Promise<void> {
  const { graph, config, donor, runner } = setting
  const { heads } = graph.shape
  const copies = runs.length
  const width = donor.run.width(where)
  const kept = new Float32Array(copies * heads)
  const others = new Float32Array(copies * width)
  runs.forEach(({ live }, copy) => {
    const own = others.subarray(copy * width, (copy + 1) * width)
    for (let head = 0; head < heads; head++) {
      if (live.where[first + head]) kept[copy * heads + head] = 1
      else addTo(own, donor.sender(first + head, where))
    }
  })
  const dims = (at: Where) => [copies, 1, donor.rows(at), config.dModel]
  const stream = await runner.withoutHeads(layer, where, {
    ...(await layerFeeds(setting, layer)),
    x: floatTensor(joinedData(runs.map((run) => run.stream)), dims('changing')),
    kept: floatTensor(kept, [copies, heads, 1, 1]),
    others: floatTensor(others, dims(where)),
  })
  runs.forEach((run, copy) => (run.stream = stream.subarray(copy * width, (copy + 1) * width)))
}

async function runMlps(
  { donor, runner }: LayerSetting,
  runs: readonly PlainRun[],
  read: readonly Float32Array[],
  { layer, mlp, where }: LayerSenders,
): Promise<void> {
  if (mlp === null) return
  const isComputed = runs.map(({ live }) => live.where[mlp] !== null)
  const some = read.filter((_, copy) => isComputed[copy])
  const computed = some.length > 0 ? await runner.mlp(layer, joinedData(some)) : new Float32Array()
  let from = 0
  runs.forEach(({ stream }, copy) => {
    if (!isComputed[copy]) return addTo(stream, donor.sender(mlp, where))
    addTo(stream, computed.subarray(from, from + stream.length))
    from += stream.length
  })
}

/** Of a stream at the changing rows those that are read. */
const atRows = ({ config, donor }: LayerSetting, stream: Float32Array, where: Where): Float32Array =>
  where === 'changing' ? stream : rowsOf(stream, donor.run.answersAmongChanging, config.dModel)

function addTo(into: Float32Array, values: Float32Array): void {
  for (let i = 0; i < into.length; i++) into[i] += values[i]
}
