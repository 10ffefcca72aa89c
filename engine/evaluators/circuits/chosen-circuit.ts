import { floatTensor, type Feeds } from '../../onnx'
import type { LiveCircuit } from './live-circuit'
import { Slots } from './value-store'
import { layerFeeds, layersOf, type LayerSenders, type LayerSetting } from './whole-layers'

/** What senders' changes are kept in: that of sender s in slot s + 1, after what all receivers of a layer read. */
interface Changes {
  changing: Slots
  /** Of the last layer's senders, in their order. */
  last: Slots
}

/**
 * The last stream at the answers [batch, dModel] of a circuit of which most nodes are computed: layer by layer, all heads
 * and the MLP in one call, whatever of them is not needed. `room` holds a value of every sender and one more.
 */
export async function chosenStream(
  setting: LayerSetting,
  live: LiveCircuit,
  room: Float32Array,
): Promise<Float32Array> {
  const { graph, donor } = setting
  const layers = layersOf(graph)
  const lastFirst = layers[layers.length - 1].first
  const answers = donor.run.width('answer')
  const changes: Changes = {
    changing: new Slots(room, donor.run.width('changing')),
    last: new Slots(new Float32Array((graph.senders.length - lastFirst) * answers), answers),
  }
  changes.changing.of(1).set(donor.inputChange('changing'))
  for (const layer of layers) await runLayer(setting, live, changes, layer)
  return lastStream(setting, live, changes, lastFirst)
}

async function runLayer(
  setting: LayerSetting,
  live: LiveCircuit,
  { changing, last }: Changes,
  own: LayerSenders,
): Promise<void> {
  const { graph, config, donor, runner } = setting
  const { layer, first, mlp, where } = own
  const { heads } = graph.shape
  const { dModel } = config
  const slots = where === 'answer' ? last : changing
  const at = where === 'answer' ? 0 : first + 1
  changing.of(0).set(donor.stream(first, 'changing'))
  const dims = (count: number) => [1, count, donor.rows(where), dModel]
  const feeds: Feeds = {
    ...(await layerFeeds(setting, layer)),
    ...choices(setting, live, own),
    values: floatTensor(changing.range(0, first + 1).data, [first + 1, changing.size]),
    'base.heads': floatTensor(donor.heads({ first, count: heads }, where), dims(heads)),
  }
  const into = { 'change.heads': floatTensor(slots.range(at, heads).data, dims(heads)) }
  if (mlp === null) return runner.chosen(layer, where, feeds, into)
  feeds['base.mlp'] = floatTensor(donor.sender(mlp, where), dims(1))
  feeds.between = floatTensor(donor.streamChange(first, first + heads, where), dims(1))
  const mlpChange = floatTensor(slots.of(at + heads), dims(1))
  return runner.chosen(layer, where, feeds, { ...into, 'change.mlp': mlpChange })
}

/** Which values a layer's receivers read. */
function choices(
  { graph }: LayerSetting,
  { read }: LiveCircuit,
  { layer, first, mlp, where }: LayerSenders,
): Feeds {
  const { heads } = graph.shape
  const perLayer = 3 * heads + (mlp === null ? 0 : 1)
  const receivers = read.slice(layer * perLayer, (layer + 1) * perLayer)
  const matrix = (rows: readonly (readonly number[])[]) => {
    const choice = new Float32Array(rows.length * (first + 1))
    rows.forEach((senders, row) => {
      const from = row * (first + 1)
      choice[from] = 1
      for (const sender of senders) if (sender < first) choice[from + 1 + sender] = 1
    })
    return floatTensor(choice, [rows.length, first + 1])
  }
  const own = new Float32Array(heads)
  for (const sender of mlp === null ? [] : receivers[3 * heads]) if (sender >= first) own[sender - first] = 1
  const feeds = { 'choice.own': floatTensor(own, [1, heads]) }
  if (where === 'changing') return { ...feeds, choice: matrix(receivers) }
  const [q, keysAndValues, others] = [
    receivers.slice(0, heads),
    receivers.slice(heads, 3 * heads),
    receivers.slice(3 * heads),
  ]
  return { ...feeds, choice: matrix(keysAndValues), 'choice.answer': matrix([...q, ...others]) }
}

function lastStream(
  { graph, config, donor }: LayerSetting,
  { read }: LiveCircuit,
  { changing, last }: Changes,
  lastFirst: number,
): Float32Array {
  const sum = Float64Array.from(donor.stream(graph.senders.length, 'answer'))
  const { dModel } = config
  for (const sender of read[read.length - 1]) {
    donor.run.answersAmongChanging.forEach((row, prompt) => {
      const to = prompt * dModel
      const [values, from] =
        sender < lastFirst ? [changing.of(sender + 1), row * dModel] : [last.of(sender - lastFirst), to]
      for (let i = 0; i < dModel; i++) sum[to + i] += values[from + i]
    })
  }
  return Float32Array.from(sum)
}
