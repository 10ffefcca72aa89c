import { hasAttentionView } from '../../../experiment/attention-output'
import type { ComputationalGraph } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import type { Where } from '../../../transformer'
import type { CircuitEdges } from '../current/current-circuit'

/** Senders that a receiver still reads. */
export interface PlannedTerms {
  /** Those that the trial changes. */
  changed: number[]
  /** Those that it does not, but which may differ from the clean run. */
  others: number[]
}

/** A layer's heads, where a receiver sees them through the norm after the attention: a value derived for that receiver. */
export interface PlannedView extends PlannedTerms {
  layer: number
}

/** A receiver whose input changes: a sum of senders and views. */
export interface PlannedReceiver extends PlannedTerms {
  receiver: number
  /** The rows at which its input matters. */
  where: Where
  /** Of layers in ascending order; their heads are not among the senders of the sum. */
  views: PlannedView[]
}

/** A node that is computed again. */
export interface PlannedNode {
  /** Its sender index. */
  node: number
  /** The rows at which its output is needed. */
  where: Where
  /** q, k, v of a head, or the one receiver of an MLP; with the rows at which each matters. */
  receivers: ReceiverRows[]
}

export interface ReceiverRows {
  receiver: number
  where: Where
}

/** A layer's heads, or its MLP: inputs that change, then the nodes they belong to. */
export interface PlanStep {
  inputs: PlannedReceiver[]
  nodes: PlannedNode[]
}

/** What has to be computed again when edges into some receivers are cut: the same whichever edges those are. */
export interface CutPlan {
  /** In forward order. */
  steps: PlanStep[]
  /** The logits; null where the cuts do not reach them. */
  last: PlannedReceiver | null
}

export const nodesOf = ({ steps }: CutPlan): PlannedNode[] => steps.flatMap(({ nodes }) => nodes)
export const inputsOf = ({ steps }: CutPlan): PlannedReceiver[] => steps.flatMap(({ inputs }) => inputs)

/** q, k, v of a head, or the one receiver of an MLP. */
export function receiversOf({ senders, shape }: ComputationalGraph, node: number): number[] {
  const { kind, layer, head } = senders[node]
  const { heads, mlps } = shape
  const first = layer * (3 * heads + (mlps ? 1 : 0))
  return kind === 'mlp' ? [first + 3 * heads] : [first + head, first + heads + head, first + 2 * heads + head]
}

/** Whether a receiver is a head's q, k or v. */
export function isProjection({ receivers }: ComputationalGraph, receiver: number): boolean {
  const { kind } = receivers[receiver]
  return kind !== 'mlp' && kind !== 'logits'
}

/** What a plan depends on. */
export interface PlanSetting {
  graph: ComputationalGraph
  config: TransformerConfig
  circuit: CircuitEdges
}

/** Walks from receivers that are cut along the edges of the circuit: changes travel nowhere else. */
export function planCuts(setting: PlanSetting, cut: readonly number[]): CutPlan {
  const { graph, circuit } = setting
  const rows = new NeededRows(graph, circuit)
  const { nodes, receivers } = changedBy(graph, rows, cut)
  const planned = (receiver: number) =>
    plannedReceiver(setting, { receiver, where: rows.ofReceiver(receiver) }, nodes)
  const stepOf = (some: number[]): PlanStep => {
    const read = some.map((node) => ({ node, receivers: receiversOf(graph, node) }))
    return {
      inputs: read.flatMap((one) => one.receivers.filter((receiver) => receivers.has(receiver)).map(planned)),
      nodes: read.map((one) => ({
        node: one.node,
        where: rows.ofNode(one.node),
        receivers: one.receivers.map((receiver) => ({ receiver, where: rows.ofReceiver(receiver) })),
      })),
    }
  }
  const logits = graph.receivers.length - 1
  return {
    steps: inSteps(graph, [...nodes]).map(stepOf),
    last: receivers.has(logits) ? planned(logits) : null,
  }
}

/** What the logits read in the current circuit, where nothing is computed again. */
export function plannedLogits(setting: PlanSetting): PlannedReceiver {
  const receiver = setting.graph.receivers.length - 1
  return plannedReceiver(setting, { receiver, where: 'answer' }, new Set())
}

function plannedReceiver(
  { graph, config, circuit }: PlanSetting,
  { receiver, where }: ReceiverRows,
  changing: ReadonlySet<number>,
): PlannedReceiver {
  const senders = circuit.sendersOf(receiver)
  const viewedLayer = (sender: number): number | null => {
    const { kind, layer } = graph.senders[sender]
    return kind === 'head' && hasAttentionView(config, layer) ? layer : null
  }
  const termsOf = (some: number[]): PlannedTerms => ({
    changed: some.filter((sender) => changing.has(sender)),
    others: some.filter((sender) => !changing.has(sender)),
  })
  const layers = new Set(senders.map(viewedLayer).filter((layer) => layer !== null))
  const views = [...layers].map((layer) => ({
    layer,
    ...termsOf(senders.filter((sender) => viewedLayer(sender) === layer)),
  }))
  return { receiver, where, ...termsOf(senders.filter((sender) => viewedLayer(sender) === null)), views }
}

/** Nodes that are read and whose inputs change, in forward order, and the receivers whose inputs change. */
function changedBy(graph: ComputationalGraph, rows: NeededRows, cut: readonly number[]) {
  const receivers = new Set(cut)
  const nodes = new Set<number>()
  for (let node = 1; node < graph.senders.length; node++) {
    if (!receiversOf(graph, node).some((receiver) => receivers.has(receiver))) continue
    const readers = rows.readersOf(node)
    if (readers.length === 0) continue
    nodes.add(node)
    for (const reader of readers) receivers.add(reader)
  }
  return { nodes, receivers }
}

/** Nodes in forward order, split into the heads and the MLP of each layer. */
function inSteps({ senders }: ComputationalGraph, nodes: readonly number[]): number[][] {
  const steps: number[][] = []
  for (const node of nodes) {
    const last = steps.at(-1)
    const { kind, layer } = senders[node]
    const before = last && senders[last[0]]
    if (before?.kind === kind && before.layer === layer) last!.push(node)
    else steps.push([node])
  }
  return steps
}

/** At which rows nodes and receivers are needed: keys and values at all that can change, the rest where its node's readers need it. */
class NeededRows {
  private readonly nodes = new Map<number, { readers: number[]; where: Where }>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly circuit: CircuitEdges,
  ) {}

  readersOf(node: number): number[] {
    return this.node(node).readers
  }

  ofNode(node: number): Where {
    return this.node(node).where
  }

  ofReceiver(receiver: number): Where {
    const { kind, sender } = this.graph.receivers[receiver]
    if (kind === 'logits') return 'answer'
    return kind === 'k' || kind === 'v' ? 'changing' : this.ofNode(sender)
  }

  private node(node: number) {
    const known = this.nodes.get(node)
    if (known) return known
    const readers = this.circuit.readersOf(node)
    const where: Where = readers.every((reader) => this.ofReceiver(reader) === 'answer')
      ? 'answer'
      : 'changing'
    const found = { readers, where }
    this.nodes.set(node, found)
    return found
  }
}
