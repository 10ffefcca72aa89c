import type { ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import type { LiveCircuit } from './live-circuit'
import { Slots } from './value-store'
import { layersOf, type LayerSenders, type LayerSetting } from './whole-layers'

/** What senders differ in from the donor's run: those alone that are computed, in forward order. */
export interface Changes {
  /** After slot 0, which is for what all receivers of a layer read. */
  changing: Slots
  /** For what the receivers of a layer read at the changing rows. */
  streams: Slots
  /** Of the last layer's senders. */
  last: Slots
  /** [sender] its slot, among those of `last` for the last layer's senders; -1 where it is not computed. */
  slotOf: Int32Array
}

/** What is computed of a layer of which anything is read. */
export interface ComputedLayer extends LayerSenders {
  /** Those that are read; with an MLP alone, any one. */
  heads: readonly number[]
  /** The rows at which its MLP is read; null where it is not. */
  mlpRows: Where | null
  /** How many senders before it are computed. */
  before: number
}

export function computedLayers({ graph, config }: LayerSetting, { where }: LiveCircuit): ComputedLayer[] {
  const layers: ComputedLayer[] = []
  let before = where[0] ? 1 : 0
  const all = Array.from({ length: graph.shape.heads }, (_, head) => head)
  for (const own of layersOf(graph)) {
    const mlpRows = own.mlp === null ? null : where[own.mlp]
    const read = all.filter((head) => where[own.first + head] !== null)
    if (read.length === 0 && !mlpRows) continue
    // Heads that share keys and values are not run without each other.
    const some = read.length > 0 ? read : [0]
    const layer = { ...own, heads: config.kvHeads === config.heads ? some : all, mlpRows, before }
    layers.push(layer)
    before += layer.heads.length + (mlpRows ? 1 : 0)
  }
  return layers
}

/** How many values at the changing rows there has to be room for: of every sender, one more, and what a layer's receivers read. */
export function chosenSlots({ senders, shape }: ComputationalGraph): number {
  return senders.length + 1 + receiversOfLayer(shape)
}

const receiversOfLayer = ({ heads }: ComputationalGraph['shape']) => 3 * heads + 1

/** `room` holds so many values as `chosenSlots` says. */
export function roomFor(
  { graph, donor }: LayerSetting,
  layers: readonly ComputedLayer[],
  room: Float32Array,
): Changes {
  const slotOf = new Int32Array(graph.senders.length).fill(-1)
  slotOf[0] = 1
  for (const { first, heads, mlp, mlpRows, where, before } of layers) {
    const from = where === 'answer' ? 0 : before + 1
    heads.forEach((head, at) => (slotOf[first + head] = from + at))
    if (mlp !== null && mlpRows) slotOf[mlp] = from + heads.length
  }
  const answers = donor.run.width('answer')
  const ofLast = graph.shape.heads + 1
  const all = new Slots(room, donor.run.width('changing'))
  const values = graph.senders.length + 1
  return {
    changing: new Slots(all.range(0, values).data, all.size),
    streams: new Slots(all.range(values, receiversOfLayer(graph.shape)).data, all.size),
    last: new Slots(new Float32Array(ofLast * answers), answers),
    slotOf,
  }
}

/** Where a layer's senders write their changes. */
export const slotsOfLayer = ({ changing, last }: Changes, { where }: ComputedLayer): Slots =>
  where === 'answer' ? last : changing
