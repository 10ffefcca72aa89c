import { edgeName, type ComputationalGraph, type Sender } from '../../../engine/graph'
import { HEAD_SCORE_NAMES, REPEATED_SCORES, type SetSummary } from '../head-scores'
import type { NodeRole, SuggestedRoles } from '../roles'
import type { OpenedExplanation } from '../source'
import { attributionMeans, totalsOf, type AttributionMeans } from './attribution-means'
import { groupsOf } from './circuit-groups'
import type { ExplainedCircuit, ExplainedNode } from './explained-circuit'
import { finite } from './number-words'
import { saidOfNodes, type SaidOfNode } from './said-of-nodes'

export interface CircuitQuestion {
  opened: Omit<OpenedExplanation, 'id' | 'prompts' | 'peakBytes' | 'keptBytes'> & {
    prompts: readonly unknown[]
  }
  graph: ComputationalGraph
  summary: SetSummary
  suggested: readonly SuggestedRoles[]
  /** What people said of the model's nodes. */
  accepted: readonly NodeRole[]
}

/** The circuit by what its nodes do; without a circuit, all nodes of the model. */
export function circuitExplanation(question: CircuitQuestion): ExplainedCircuit {
  const { opened, graph, summary, suggested, accepted } = question
  const senders = circuitSenders(graph, opened.circuit?.edges ?? null)
  const names = new Set(senders.map(({ name }) => name))
  const means = attributionMeans(summary.attribution)
  const said = saidOfNodes(senders, accepted, suggested)
  const nodes = senders.map((sender, row) => explainedNode(sender, said[row], summary, means))
  return {
    model: { title: opened.model.title, hash: opened.model.hash },
    prompts: { name: opened.promptsName, count: opened.prompts.length },
    run: opened.circuit?.runId ?? null,
    metric: opened.metric,
    direction: opened.direction,
    ablation: opened.ablation,
    madeOf: opened.madeOf,
    totals: means && totalsOf(means, (node) => names.has(node)),
    groups: groupsOf({
      senders,
      said,
      accepted,
      suggested,
      means,
      isWholeModel: opened.circuit === null,
    }),
    nodes,
    edges: Array.from(opened.circuit?.edges ?? [], (edge) => edgeName(graph, edge)),
    limits: opened.limits,
  }
}

/** Nodes that the circuit's edges touch, in the order of the graph; all of them without a circuit. */
export function circuitSenders(graph: ComputationalGraph, edges: ArrayLike<number> | null): Sender[] {
  if (!edges) return graph.senders
  const touched = new Set<number>()
  for (const edge of Array.from(edges)) {
    touched.add(graph.edgeSender[edge])
    touched.add(graph.receivers[graph.edgeReceiver[edge]].sender)
  }
  return graph.senders.filter((_, sender) => touched.has(sender))
}

function explainedNode(
  { name, kind }: Sender,
  { label, role, said, suggestion }: SaidOfNode,
  summary: SetSummary,
  means: AttributionMeans | null,
): ExplainedNode {
  const head = kind === 'head' ? summary.heads.indexOf(name) : -1
  const isHead = head >= 0
  return {
    node: name,
    kind,
    label,
    role,
    said,
    confidence: said === 'suggested' ? (suggestion?.confidence ?? null) : null,
    suggested: suggestion && {
      role: suggestion.role,
      confidence: suggestion.confidence,
      sentence: suggestion.sentence,
    },
    attribution: means?.ofNode.get(name) ?? null,
    scores: isHead ? byName(HEAD_SCORE_NAMES, (score) => summary.scores[score].mean[head]) : null,
    repeated: isHead ? byName(REPEATED_SCORES, (score) => summary.repeated[score][head]) : null,
    attentionWrites: isHead ? finite(summary.attentionWrites[head]) : null,
  }
}

function byName<Name extends string>(
  names: readonly Name[],
  valueOf: (name: Name) => number,
): Record<Name, number | null> {
  return Object.fromEntries(names.map((name) => [name, finite(valueOf(name))])) as Record<Name, number | null>
}
