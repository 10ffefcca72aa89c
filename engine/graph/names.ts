import type { ComputationalGraph, Receiver, Sender } from './computational-graph'

/** `a7.h3->a9.h9<q>`: the name used in files and on the command line. */
export function edgeName(graph: ComputationalGraph, edge: number): string {
  return `${graph.senders[graph.edgeSender[edge]].name}->${graph.receivers[graph.edgeReceiver[edge]].name}`
}

/** Finds edges by name. */
export interface EdgeIndex {
  /** The edge's index; undefined where the graph has no edge of this name. */
  get(name: string): number | undefined
}

/** Lookup from edge name to edge index. It holds nodes, not edges, of which a large graph has millions. */
export function edgeIndexByName({ senders, receivers }: ComputationalGraph): EdgeIndex {
  const senderIndex = new Map(senders.map(({ name }, sender) => [name, sender]))
  const receiverOf = new Map(receivers.map((receiver) => [receiver.name, receiver]))
  return {
    get(name) {
      const arrow = name.indexOf('->')
      const sender = senderIndex.get(name.slice(0, Math.max(0, arrow)))
      const receiver = receiverOf.get(name.slice(arrow + 2))
      if (sender === undefined || receiver === undefined || sender >= receiver.senderCount) return undefined
      return receiver.firstEdge + sender
    },
  }
}

/** TransformerLens hook name of a sender, for people coming from there. */
export function senderHookName(sender: Sender): string {
  if (sender.kind === 'input') return 'blocks.0.hook_resid_pre'
  if (sender.kind === 'mlp') return `blocks.${sender.layer}.hook_mlp_out`
  return `blocks.${sender.layer}.attn.hook_result[${sender.head}]`
}

/** TransformerLens hook name of a receiver. */
export function receiverHookName(receiver: Receiver): string {
  if (receiver.kind === 'logits') return `blocks.${receiver.layer - 1}.hook_resid_post`
  if (receiver.kind === 'mlp') return `blocks.${receiver.layer}.hook_mlp_in`
  return `blocks.${receiver.layer}.hook_${receiver.kind}_input[${receiver.head}]`
}
