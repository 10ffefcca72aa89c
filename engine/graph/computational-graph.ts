/**
 * The residual-stream graph of a decoder-only transformer at head granularity: what can be
 * read by what. Pure data; the convention of EAP, EAP-IG, AutoCircuit and MIB (no "direct
 * computation" edges, so GPT-2 small has 32,491 edges, not the ACDC paper's 32,923).
 */
export interface GraphShape {
  layers: number
  heads: number
  /** False for attention-only models. */
  mlps: boolean
  /** GPT-NeoX style blocks: the MLP reads the block's input, not the heads of its own layer. */
  parallel: boolean
}

export type SenderKind = 'input' | 'head' | 'mlp'
export type ReceiverKind = 'q' | 'k' | 'v' | 'mlp' | 'logits'

export interface Sender {
  kind: SenderKind
  /** -1 for `input`. */
  layer: number
  /** -1 unless a head. */
  head: number
  /** `input`, `a3.h1`, `m2` */
  name: string
}

export interface Receiver {
  kind: ReceiverKind
  /** The number of layers for `logits`. */
  layer: number
  /** -1 unless a head's q, k or v. */
  head: number
  /** `a3.h1<q>`, `m2`, `logits` */
  name: string
  /** The node this receiver belongs to: `a3.h1`, `m2`, `logits`. */
  node: string
  /** Index of the sender of the same node, -1 for `logits`. */
  sender: number
  /** It reads senders 0 .. senderCount-1: what is upstream is always a prefix of the forward order. */
  senderCount: number
  /** Index of its first edge; its edge from sender s is `firstEdge + s`. */
  firstEdge: number
}

/**
 * Edge index order everywhere (files, typed arrays, bitsets): receivers in forward order (layer by
 * layer all q by head, all k, all v, then the MLP; last logits), within a receiver senders in
 * forward order.
 */
export interface ComputationalGraph {
  shape: GraphShape
  senders: Sender[]
  receivers: Receiver[]
  edgeCount: number
  /** [edge] -> sender index */
  edgeSender: Int32Array
  /** [edge] -> receiver index */
  edgeReceiver: Int32Array
}

export function buildGraph(shape: GraphShape): ComputationalGraph {
  const senders = buildSenders(shape)
  const receivers = buildReceivers(shape)
  let edgeCount = 0
  for (const receiver of receivers) {
    receiver.firstEdge = edgeCount
    edgeCount += receiver.senderCount
  }
  const edgeSender = new Int32Array(edgeCount)
  const edgeReceiver = new Int32Array(edgeCount)
  receivers.forEach((receiver, r) => {
    for (let s = 0; s < receiver.senderCount; s++) {
      edgeSender[receiver.firstEdge + s] = s
      edgeReceiver[receiver.firstEdge + s] = r
    }
  })
  return { shape, senders, receivers, edgeCount, edgeSender, edgeReceiver }
}

/**
 * Number of edges of the graph that `buildGraph` would make; exact up to 2^53, and beyond it far too many.
 * For checking a shape from a file before anything is allocated.
 */
export function edgeCountOf(shape: GraphShape): number {
  const { layers, heads, mlps, parallel } = shape
  const perLayer = sendersPerLayer(shape)
  // Summed over the layers: the senders before a layer are 1 + layer * perLayer.
  const before = layers + perLayer * ((layers * (layers - 1)) / 2)
  const intoMlps = mlps ? before + (parallel ? 0 : layers * heads) : 0
  return 3 * heads * before + intoMlps + 1 + layers * perLayer
}

function buildSenders({ layers, heads, mlps }: GraphShape): Sender[] {
  const senders: Sender[] = [{ kind: 'input', layer: -1, head: -1, name: 'input' }]
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) {
      senders.push({ kind: 'head', layer, head, name: headName(layer, head) })
    }
    if (mlps) senders.push({ kind: 'mlp', layer, head: -1, name: mlpName(layer) })
  }
  return senders
}

function buildReceivers(shape: GraphShape): Receiver[] {
  const { layers, heads, mlps, parallel } = shape
  const perLayer = sendersPerLayer(shape)
  const receivers: Receiver[] = []
  for (let layer = 0; layer < layers; layer++) {
    const before = 1 + layer * perLayer
    for (const kind of ['q', 'k', 'v'] as const) {
      for (let head = 0; head < heads; head++) {
        const node = headName(layer, head)
        const sender = before + head
        receivers.push({
          kind,
          layer,
          head,
          name: `${node}<${kind}>`,
          node,
          sender,
          senderCount: before,
          firstEdge: 0,
        })
      }
    }
    if (!mlps) continue
    const node = mlpName(layer)
    const senderCount = parallel ? before : before + heads
    receivers.push({
      kind: 'mlp',
      layer,
      head: -1,
      name: node,
      node,
      sender: before + heads,
      senderCount,
      firstEdge: 0,
    })
  }
  const senderCount = 1 + layers * perLayer
  receivers.push({
    kind: 'logits',
    layer: layers,
    head: -1,
    name: 'logits',
    node: 'logits',
    sender: -1,
    senderCount,
    firstEdge: 0,
  })
  return receivers
}

/** Senders each layer adds: its heads, and its MLP where it has one. */
export function sendersPerLayer({ heads, mlps }: GraphShape): number {
  return heads + (mlps ? 1 : 0)
}

export function headName(layer: number, head: number): string {
  return `a${layer}.h${head}`
}

export function mlpName(layer: number): string {
  return `m${layer}`
}
