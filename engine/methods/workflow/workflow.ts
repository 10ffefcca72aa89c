import type { Ablation, MetricName, Direction, SiteKind, Site, SiteFamily } from '../../../contract'
import { Circuit, shuffledEdges, withoutDanglingEdges, type ComputationalGraph } from '../../graph'
import { activationPatching, type SiteScore } from '../activation/activation-patching'
import { agreementOf, type Agreement } from '../activation/agreement'
import { attributionPatching, siteEffects } from '../attribution/attribution-patching'
import { edgePatching, type EdgeScore } from '../edges/edge-patching'
import { firstEdges } from '../evaluate/circuit-curves'
import { evaluateCircuits, type CircuitReport } from '../evaluate/evaluate-circuit'
import { normalisedEffect } from '../../experiment/faithfulness'
import {
  type Baseline,
  type Experiment,
  graphOf,
  type Method,
  type Progress,
} from '../../experiment/experiment'
import { inStep } from './in-step'
import { hasSite } from '../../transformer'
import { bare } from '../../experiment/sites'

export interface WorkflowOptions {
  metric: MetricName
  direction?: Direction
  ablation?: Ablation
  /** How many of the screened nodes are confirmed exactly. */
  top?: number
  /** A node or an edge stays from this part of |m(clean) - m(every edge cut)| on. */
  minNodeShare?: number
  minEdgeShare?: number
  randomDraws?: number
  seed?: number
}

export interface WorkflowResult {
  /** Every head and MLP, first-order, largest magnitude first. */
  screened: (Site & { effect: number })[]
  /** The first of them, exact, with how well both agree. */
  confirmed: SiteScore[]
  agreement: Agreement
  /** Exact effects of the edges among the confirmed nodes, `input` and `logits`. */
  traced: EdgeScore[]
  /** Edge indices of the proposed circuit. */
  circuit: Int32Array
  judged: { circuit: CircuitReport; random: CircuitReport[]; empty: CircuitReport }
  baseline: Baseline
}

/**
 * Screen all heads and MLPs by attribution, confirm the best by activation patching, trace the edges among them
 * by exact edge patching, propose the circuit of those that matter (without dangling edges), and judge it
 * beside random circuits of its size. Each stage is a method of its own.
 * @throws PatchbayError (bad-input) as those do, and where the metric is the same with every edge cut.
 */
export async function* workflow(experiment: Experiment, options: WorkflowOptions): Method<WorkflowResult> {
  const {
    metric,
    direction = 'noising',
    ablation = 'resample',
    top = 20,
    minNodeShare = 0.02,
    minEdgeShare = 0.005,
  } = options
  const { config } = experiment
  const graph = graphOf(config)
  const choices: SiteFamily[] = hasSite(config, 'mlp') ? ['heads', 'mlp'] : ['heads']
  const kinds: SiteKind[] = hasSite(config, 'mlp') ? ['heads', 'mlp'] : ['heads']
  const screen = yield* inStep(
    'screen',
    attributionPatching(experiment, { metric, direction, ablation, kinds }),
  )
  const baseline = yield* withEmpty(experiment, screen.baseline, ablation)
  const { clean, corrupt, empty = corrupt } = baseline
  normalisedEffect(clean.mean[metric], baseline, metric)
  const range = Math.abs(clean.mean[metric] - empty.mean[metric])
  const screened = choices
    .flatMap((choice) => siteEffects(config, screen, choice))
    .filter(({ pos }) => pos === undefined)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))

  const sites = screened.slice(0, top).map(bare)
  const { scores: confirmed } = yield* inStep(
    'confirm',
    activationPatching(experiment, { direction, ablation, choices: [], sites, metrics: [metric] }),
  )
  const nodes = new Set(
    confirmed.filter(({ effect }) => Math.abs(effect[metric]!) >= minNodeShare * range).map(nodeName),
  )
  const edges = edgesAmong(graph, nodes)
  const { scores: traced } = yield* inStep(
    'trace',
    edgePatching(experiment, { direction, ablation, edges, metrics: [metric] }),
  )
  const strong = traced
    .filter(({ effect }) => Math.abs(effect[metric]!) >= minEdgeShare * range)
    .map(({ edge }) => edge)
  const circuit = withoutDanglingEdges(graph, Circuit.of(graph.edgeCount, strong))
  const { reports } = yield* inStep(
    'judge',
    evaluateCircuits(experiment, besideRandom(graph, circuit, options), ablation),
  )
  return {
    screened,
    confirmed,
    agreement: agreementOf(
      confirmed.map((score) => estimateOf(screened, score)),
      confirmed.map(({ effect }) => effect[metric]!),
    ),
    traced,
    circuit: circuit.edges(),
    judged: { circuit: reports[0], empty: reports[1], random: reports.slice(2) },
    baseline,
  }
}

/** What is left with every edge cut is the corrupt run, but where cut edges carry 0 or a mean. */
async function* withEmpty(
  experiment: Experiment,
  baseline: Baseline,
  ablation: Ablation,
): AsyncGenerator<Progress, Baseline> {
  if (ablation === 'resample') return baseline
  const all = yield* inStep('screen', evaluateCircuits(experiment, [], ablation))
  return { ...baseline, empty: all.baseline.empty }
}

function besideRandom(
  graph: ComputationalGraph,
  circuit: Circuit,
  { randomDraws = 5, seed = 1 }: WorkflowOptions,
): Circuit[] {
  const random = Array.from({ length: randomDraws }, (_, draw) =>
    firstEdges(graph, shuffledEdges(graph.edgeCount, seed + draw), circuit.size),
  )
  return [circuit, Circuit.empty(graph.edgeCount), ...random]
}

/** Edges that lead from `input` or one of the nodes to one of the nodes or to the logits. */
function edgesAmong(graph: ComputationalGraph, nodes: ReadonlySet<string>): number[] {
  return Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter((edge) => {
    const sender = graph.senders[graph.edgeSender[edge]].name
    const { node } = graph.receivers[graph.edgeReceiver[edge]]
    return (sender === 'input' || nodes.has(sender)) && (node === 'logits' || nodes.has(node))
  })
}

const nodeName = ({ site, layer, head }: Site) => (site === 'mlp' ? `m${layer}` : `a${layer}.h${head}`)

function estimateOf(screened: readonly (Site & { effect: number })[], { site, layer, head }: Site): number {
  return screened.find((one) => one.site === site && one.layer === layer && one.head === head)!.effect
}
