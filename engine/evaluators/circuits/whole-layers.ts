import type { ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, intTensor, type Feeds } from '../../onnx'
import type { Where } from '../../transformer'
import type { TermSums } from '../incremental/nodes/term-sums'
import type { BlockSums } from './block-sums'
import type { DonorRun } from './donor-run'
import type { LayerRunner } from './layer-runner'
import type { LiveCircuit } from './live-circuit'

/** What circuits are run in layer by layer, on one batch. */
export interface LayerSetting {
  graph: ComputationalGraph
  config: TransformerConfig
  donor: DonorRun
  runner: LayerRunner
  /** What makes sums term by term, and as a product. */
  sums: BlockSums
  products: TermSums
}

/** One layer's senders. */
export interface LayerSenders {
  layer: number
  /** Of the first head: how many senders are before the layer. */
  first: number
  mlp: number | null
  /** The rows at which anything reads it. */
  where: Where
}

export function layersOf({ shape: { layers, heads, mlps } }: ComputationalGraph): LayerSenders[] {
  return Array.from({ length: layers }, (_, layer) => {
    const first = 1 + layer * (heads + (mlps ? 1 : 0))
    return {
      layer,
      first,
      mlp: mlps ? first + heads : null,
      where: layer < layers - 1 ? 'changing' : 'answer',
    }
  })
}

/** What every graph of a layer's heads is fed beside its weights: of all heads, or of some. */
export async function layerFeeds(
  { graph, donor, runner }: LayerSetting,
  layer: number,
  some?: readonly number[],
): Promise<Feeds> {
  const { heads } = graph.shape
  const { run } = donor
  const feeds: Feeds = {
    ...run.positionInputs,
    answerRows: intTensor(run.answersAmongChanging, [run.size]),
  }
  for (const kind of ['k', 'v'] as const) {
    const unchanged = await donor.unchanged(kind, layer, { first: 0, count: heads })
    const dHead = unchanged.length / (heads * run.size * run.length)
    const name = `unchanged.${kind}`
    const own = some ? runner.picked.of(name, unchanged, some, heads) : unchanged
    feeds[name] = floatTensor(own, [1, some?.length ?? heads, run.size, run.length, dHead])
  }
  return feeds
}

/** Of all nodes: where fewer are computed, it does not pay to compute all. */
const WIDE_SHARE = 2 / 3

export const isWide = ({ where }: LiveCircuit): boolean =>
  where.filter((rows) => rows !== null).length > WIDE_SHARE * where.length

/** Whether each node that is computed reads every one computed before it, as in the model without some nodes. */
export function isPlain({ senders, receivers }: ComputationalGraph, { read, where }: LiveCircuit): boolean {
  const before = [0]
  for (const sender of senders.keys()) before.push(before[sender] + (where[sender] ? 1 : 0))
  return receivers.every(
    ({ sender, senderCount }, receiver) =>
      (sender >= 0 && where[sender] === null) || read[receiver].length === before[senderCount],
  )
}
