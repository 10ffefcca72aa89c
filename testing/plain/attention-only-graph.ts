/** Senders, receivers and edges of an attention-only transformer, and the order in which ACDC tests the edges. */

export interface Config {
  n_layers: number
  n_heads: number
  d_model: number
  d_head: number
  d_vocab: number
}

/** `layer` of the receiver `logits` is the number of layers, its `head` is -1. */
export interface Receiver {
  layer: number
  head: number
  input: 'q' | 'k' | 'v' | 'logits'
}

export interface Edge extends Receiver {
  name: string
  sender: string
}

export function receiverName({ layer, head, input }: Receiver): string {
  return input === 'logits' ? 'logits' : `a${layer}.h${head}<${input}>`
}

/** The senders that a receiver of this layer reads, in forward order. */
export function sendersBefore(layer: number, heads: number): string[] {
  const names = ['input']
  for (let l = 0; l < layer; l++) for (let h = 0; h < heads; h++) names.push(`a${l}.h${h}`)
  return names
}

/** Receivers: logits, then from the last layer on v, k, q with heads H-1..0. Senders: latest first. */
export function edgesInAcdcOrder({ n_layers, n_heads }: Config): Edge[] {
  const receivers: Receiver[] = [{ layer: n_layers, head: -1, input: 'logits' }]
  for (let layer = n_layers - 1; layer >= 0; layer--)
    for (const input of ['v', 'k', 'q'] as const)
      for (let head = n_heads - 1; head >= 0; head--) receivers.push({ layer, head, input })
  return receivers.flatMap((receiver) => {
    const senders = sendersBefore(receiver.layer, n_heads).reverse()
    return senders.map((sender) => ({ ...receiver, sender, name: `${sender}->${receiverName(receiver)}` }))
  })
}
