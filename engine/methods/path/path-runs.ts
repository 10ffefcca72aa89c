import type { Feeds, FloatTensor } from '../../onnx'
import {
  addedInputGraph,
  changedNodeGraph,
  givenAttentionGraph,
  replacedInputsGraph,
  type InletAt,
} from '../../transformer'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import {
  difference,
  inletOf,
  receiverMask,
  withSession,
  type SenderValues,
} from '../../experiment/sender-values'
import type { ComputationalGraph, Receiver } from '../../graph'

/** What every inlet reads when the senders carry donor values and all other heads those of the base run. */
export async function receiverReads(
  experiment: Experiment,
  graph: ComputationalGraph,
  batch: SenderValues,
  senders: readonly number[],
  frozen: boolean,
): Promise<(at: InletAt) => Float32Array> {
  const { config, weights, threads } = experiment
  const length = paddedLength(experiment)
  const changeOf = (kind: 'input' | 'head' | 'mlp', layer: number) => {
    const sum = new Float32Array(batch.cells)
    for (const sender of senders) {
      const one = graph.senders[sender]
      if (one.kind === kind && one.layer === layer)
        batch.deltaOf(sender).forEach((value, i) => (sum[i] += value))
    }
    return sum
  }
  const plus = (base: Float32Array, change: Float32Array) =>
    batch.tensor(base.map((value, i) => value + change[i]))
  const givenMlps = new Set<number>()
  const feeds: Feeds = { ...weights, stream: plus(batch.baseValue('resid', 0).data, changeOf('input', -1)) }
  for (let layer = 0; layer < config.layerCount; layer++) {
    feeds[`attention.${layer}`] = plus(batch.baseValue('attn', layer).data, changeOf('head', layer))
    const isSender = senders.some(
      (sender) => graph.senders[sender].kind === 'mlp' && graph.senders[sender].layer === layer,
    )
    if (config.mlp.kind === 'none' || !(frozen || isSender)) continue
    givenMlps.add(layer)
    feeds[`mlp.${layer}`] = plus(batch.baseValue('mlp', layer).data, changeOf('mlp', layer))
  }
  const results = await withSession(
    givenAttentionGraph(config, weights, length, givenMlps),
    threads,
    (session) => session.run(feeds),
  )
  return ({ inlet, layer }) => {
    if (inlet === 'logits-input') return results.last.data
    return results[inlet === 'mlp-input' ? `mlpInput.${layer}` : `resid.${layer}`].data
  }
}

/** The base run with what the receivers read replaced. */
export async function runWithReads(
  experiment: Experiment,
  batch: SenderValues,
  receivers: readonly Receiver[],
  read: (at: InletAt) => Float32Array,
): Promise<Float32Array> {
  const { config, weights, threads } = experiment
  const inlets = new Map<string, { at: InletAt; receivers: Receiver[] }>()
  for (const receiver of receivers) {
    const at = inletOf(receiver)
    const key = `${at.inlet}.${at.layer}`
    inlets.set(key, { at, receivers: [...(inlets.get(key)?.receivers ?? []), receiver] })
  }
  const feeds: Feeds = { ...batch.feeds({ inlet: 'q-input', layer: 0 }) }
  for (const [key, { at, receivers: some }] of inlets) {
    feeds[`value.${key}`] = batch.tensor(read(at))
    feeds[`mask.${key}`] = receiverMask(config.heads, some)
  }
  const graph = replacedInputsGraph(
    config,
    weights,
    paddedLength(experiment),
    [...inlets.values()].map(({ at }) => at),
  )
  return withSession(graph, threads, async (session) => (await session.run(feeds)).logits.data)
}

/** What is seen of how a node's output changes when `change` is added to what one of its receivers reads in the base run. */
export async function changeOfNode(
  experiment: Experiment,
  { senders }: ComputationalGraph,
  batch: SenderValues,
  receiver: Receiver,
  change: Float32Array,
): Promise<Float32Array> {
  const { out } = await withAddition(experiment, batch, { receiver, change }, changedNodeGraph)
  const node = Math.max(0, senders[receiver.sender].head)
  const output = out.data.subarray(node * batch.cells, (node + 1) * batch.cells)
  const base = batch.base.subarray(receiver.sender * batch.cells, (receiver.sender + 1) * batch.cells)
  return batch.seenChange(senders[receiver.sender], difference(output, base))
}

/** Logits [prompt, vocab] of the base run with `change` added to what a receiver reads. */
export async function runWithAddition(
  experiment: Experiment,
  batch: SenderValues,
  receiver: Receiver,
  change: Float32Array,
): Promise<Float32Array> {
  const { logits } = await withAddition(experiment, batch, { receiver, change }, addedInputGraph)
  return logits.data
}

/** Runs a graph of the layers from the receiver on, with `change` added to what it reads. */
function withAddition(
  experiment: Experiment,
  batch: SenderValues,
  { receiver, change }: { receiver: Receiver; change: Float32Array },
  graphFor: typeof addedInputGraph,
): Promise<Record<string, FloatTensor>> {
  const { config, weights, threads } = experiment
  const at = inletOf(receiver)
  const feeds = {
    ...batch.feeds(at),
    addition: batch.tensor(change),
    mask: receiverMask(config.heads, [receiver]),
  }
  const graph = graphFor(config, weights, paddedLength(experiment), at)
  return withSession(graph, threads, (session) => session.run(feeds))
}
