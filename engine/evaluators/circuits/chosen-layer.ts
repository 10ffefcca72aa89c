import { rowsOf } from '../../experiment/changing-rows'
import { floatTensor, intTensor, type Feeds, type FloatTensor } from '../../onnx'
import { choiceOf, chosenStreams } from './chosen-streams'
import { slotsOfLayer, type Changes, type ComputedLayer } from './computed-layers'
import type { LiveCircuit } from './live-circuit'
import { layerFeeds, type LayerSetting } from './whole-layers'

/** What a part of a layer is fed, and the memory for what it gives. */
interface LayerCall {
  feeds: Feeds
  into: Record<string, FloatTensor>
}

/** Writes the changes of a layer's heads and MLP. */
export async function runChosenLayer(
  setting: LayerSetting,
  live: LiveCircuit,
  changes: Changes,
  own: ComputedLayer,
): Promise<void> {
  const { donor, runner } = setting
  const { layer, first, mlp, where, heads } = own
  changes.changing.of(0).set(donor.stream(first, 'changing'))
  const ofHeads = await headsOf(setting, live, changes, own)
  if (mlp === null) return runner.chosen({ layer, where, heads }, ofHeads.feeds, ofHeads.into)
  const rows = mlpRows(setting, own)
  const change = own.mlpRows ? slotsOfLayer(changes, own).of(changes.slotOf[mlp]) : null
  const isAll = rows.length === donor.rows(where)
  const found = isAll && change ? change : new Float32Array(rows.length * setting.config.dModel)
  const ofMlp = mlpOf(setting, own, mlp, rows, found)
  await runner.chosen(
    { layer, where, heads },
    { ...ofHeads.feeds, ...ofMlp.feeds },
    { ...ofHeads.into, ...ofMlp.into },
  )
  if (change && !isAll) spread(found, rows, change)
}

/** What the heads, and all receivers of the layer, are fed, and where their changes go. */
async function headsOf(
  setting: LayerSetting,
  live: LiveCircuit,
  changes: Changes,
  own: ComputedLayer,
): Promise<LayerCall> {
  const { graph, config, donor, runner } = setting
  const { layer, first, where, heads } = own
  const all = graph.shape.heads
  const { slotOf } = changes
  const dims = [1, heads.length, donor.rows(where), config.dModel]
  const base = runner.picked.of('base', donor.heads({ first, count: all }, where), heads, all)
  const feeds: Feeds = {
    ...(await layerFeeds(setting, layer, heads)),
    ...(await choices(setting, live, changes, own)),
    'base.heads': floatTensor(base, dims),
  }
  const change = slotsOfLayer(changes, own).range(slotOf[first + heads[0]], heads.length).data
  return { feeds, into: { 'change.heads': floatTensor(change, dims) } }
}

/** The same of the MLP at some of the layer's rows. */
function mlpOf(
  { graph, config, donor }: LayerSetting,
  { first, where }: ComputedLayer,
  mlp: number,
  rows: readonly number[],
  change: Float32Array,
): LayerCall {
  const dims = (count: number) => [1, 1, count, config.dModel]
  const all = donor.rows(where)
  const base = donor.sender(mlp, where)
  const feeds = {
    mlpRows: intTensor(rows, [rows.length]),
    between: floatTensor(donor.streamChange(first, first + graph.shape.heads, where), dims(all)),
    'base.mlp': floatTensor(
      rows.length === all ? base : rowsOf(base, rows, config.dModel),
      dims(rows.length),
    ),
  }
  return { feeds, into: { 'change.mlp': floatTensor(change, dims(rows.length)) } }
}

/** Of the layer's rows those that its MLP is read at; one where it is not. */
function mlpRows({ donor }: LayerSetting, { where, mlpRows }: ComputedLayer): readonly number[] {
  if (!mlpRows) return [0]
  return where === mlpRows
    ? Array.from({ length: donor.rows(where) }, (_, row) => row)
    : donor.run.answersAmongChanging
}

/** Rows [rows, width] to where they belong. What was in the others before would be multiplied by 0, which not all numbers survive. */
function spread(values: Float32Array, rows: readonly number[], into: Float32Array): void {
  const width = values.length / rows.length
  into.fill(0)
  rows.forEach((row, r) => into.set(values.subarray(r * width, (r + 1) * width), row * width))
}

/** What the receivers of a layer's heads and MLP read, or of which values it is made. */
async function choices(
  setting: LayerSetting,
  { read }: LiveCircuit,
  changes: Changes,
  { layer, first, mlp, where, heads, before }: ComputedLayer,
): Promise<Feeds> {
  const { graph, config, donor } = setting
  const { changing, slotOf } = changes
  const all = graph.shape.heads
  const receivers = read.slice(layer * (3 * all + (mlp === null ? 0 : 1)))
  const of = (kind: number) => heads.map((head) => receivers[kind * all + head])
  const [q, k, v] = [of(0), of(1), of(2)]
  const mlps = mlp === null ? [] : [receivers[3 * all]]
  const values = before + 1
  const slots = (rows: readonly (readonly number[])[]) =>
    rows.map((senders) => senders.filter((sender) => sender < first).map((sender) => slotOf[sender]))
  const from = (row: number, count: number) => {
    const rows = Array.from({ length: count }, (_, i) => row + i)
    return intTensor(rows, [count])
  }
  const ofOwn = heads.map((head) => (mlps[0]?.includes(first + head) ? 1 : 0))
  const count = heads.length
  const feeds = { 'choice.own': floatTensor(Float32Array.from(ofOwn), [1, 1, count]) }
  if (where === 'changing') {
    const chosen = slots([...q, ...k, ...v, ...mlps])
    const streams = await chosenStreams(setting, changes, chosen, values)
    return {
      ...feeds,
      streams: floatTensor(streams, [1, chosen.length, donor.rows(where), config.dModel]),
      'receivers.q': from(0, count),
      'receivers.k': from(count, count),
      'receivers.v': from(2 * count, count),
      'receivers.mlp': from(3 * count, 1),
    }
  }
  const matrix = (rows: readonly (readonly number[])[]) =>
    floatTensor(choiceOf(slots(rows), values), [1, rows.length, values])
  return {
    ...feeds,
    values: floatTensor(changing.range(0, values).data, [values, changing.size]),
    choice: matrix([...k, ...v]),
    'choice.answer': matrix([...q, ...mlps]),
    'receivers.q': from(0, count),
    'receivers.k': from(0, count),
    'receivers.v': from(count, count),
    'receivers.mlp': from(count, 1),
  }
}
