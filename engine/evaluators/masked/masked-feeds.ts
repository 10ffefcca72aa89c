import type { Circuit } from '../../graph'
import { floatTensor, intTensor, type Feeds } from '../../onnx'
import type { ReceiverGroup } from '../../transformer'

/** What says which circuits a masked pass runs at once: `mask.G` [copies, receivers, senders], 1 where one has the edge. */
export function circuitFeeds(groups: readonly ReceiverGroup[], circuits: readonly Circuit[]): Feeds {
  const feeds: Feeds = { copies: intTensor([circuits.length, 1, 1, 1], [4]) }
  for (const { name, count, senderCount, firstEdge } of groups) {
    const size = count * senderCount
    const mask = new Float32Array(circuits.length * size)
    circuits.forEach((circuit, copy) => {
      for (let i = 0; i < size; i++) mask[copy * size + i] = circuit.has(firstEdge + i) ? 1 : 0
    })
    feeds[`mask.${name}`] = floatTensor(mask, [circuits.length, count, senderCount])
  }
  return feeds
}

/** What cut edges carry: `corrupt.S`, the first S of the senders' values [sender, cells], as views. */
export function donorFeeds(groups: readonly ReceiverGroup[], donors: Float32Array, senders: number): Feeds {
  const feeds: Feeds = {}
  const cells = donors.length / senders
  for (const { senderCount } of groups)
    feeds[`corrupt.${senderCount}`] = floatTensor(donors.subarray(0, senderCount * cells), [
      senderCount,
      cells,
    ])
  return feeds
}
