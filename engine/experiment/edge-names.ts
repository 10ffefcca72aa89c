import { PatchbayError, shown } from '../../contract'
import { edgeIndexByName, type ComputationalGraph } from '../graph'

/** Edges by name. @throws PatchbayError (bad-input) for a name that is not an edge in this model, with the reason. */
export function edgesByName(graph: ComputationalGraph, names: readonly string[]): number[] {
  const index = edgeIndexByName(graph)
  return names.map((name) => index.get(name) ?? throwUnknown(graph, name))
}

/**
 * All edges that lead into a receiver, or into all three of a head's (`a1.h2`: its q, k and v), receiver by receiver
 * and senders in forward order. @throws PatchbayError as receiverIndex.
 */
export function edgesInto(graph: ComputationalGraph, name: string): number[] {
  const ofHead = graph.receivers.filter(({ node, name: own }) => node === name && own !== name)
  const receivers = ofHead.length > 0 ? ofHead : [graph.receivers[receiverIndex(graph, name)]]
  return receivers.flatMap(({ firstEdge, senderCount }) =>
    Array.from({ length: senderCount }, (_, sender) => firstEdge + sender),
  )
}

/** All edges that lead out of a sender, receivers in forward order. @throws PatchbayError as senderIndex. */
export function edgesFrom(graph: ComputationalGraph, sender: string): number[] {
  const index = senderIndex(graph, sender)
  return graph.receivers.flatMap(({ firstEdge, senderCount }) =>
    index < senderCount ? [firstEdge + index] : [],
  )
}

/** @throws PatchbayError (bad-input) for a name that no sender of this model has. */
export function senderIndex(graph: ComputationalGraph, name: string): number {
  const index = graph.senders.findIndex((sender) => sender.name === name)
  if (index >= 0) return index
  throw new PatchbayError(
    'bad-input',
    `${shown(name)} is not a sender in this model; senders are input, heads such as a0.h1, and MLPs such as m0.`,
  )
}

/** @throws PatchbayError (bad-input) for a name that no receiver of this model has, or that three have: a head's. */
export function receiverIndex(graph: ComputationalGraph, name: string): number {
  const index = graph.receivers.findIndex((receiver) => receiver.name === name)
  if (index >= 0) return index
  const [q, k, v] = graph.receivers.filter(({ node }) => node === name).map((own) => own.name)
  if (q)
    throw new PatchbayError(
      'bad-input',
      `${shown(name)} is a head, which reads three inputs: write ${q}, ${k} or ${v}.`,
    )
  throw new PatchbayError(
    'bad-input',
    `${shown(name)} is not a receiver in this model; receivers are inputs of heads such as a1.h0<q>, MLPs such as m0, and logits.`,
  )
}

function throwUnknown(graph: ComputationalGraph, name: string): never {
  const [sender, receiver, ...rest] = name.split('->')
  if (receiver === undefined || rest.length > 0) {
    throw new PatchbayError(
      'bad-input',
      `${shown(name)} is not an edge; write it as sender->receiver, e.g. a0.h1->a1.h2<q>.`,
    )
  }
  senderIndex(graph, sender)
  receiverIndex(graph, receiver)
  throw new PatchbayError(
    'bad-input',
    `the edge ${name} cannot exist: ${sender} does not come before ${receiver}.`,
  )
}
