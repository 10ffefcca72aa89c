import Papa from 'papaparse'
import { DECISION_REASONS } from '../../contract'
import type {
  CircuitFile,
  DecisionColumns,
  DecisionTuple,
  PatchbayBlock,
  ResultOf,
  RunDetail,
} from '../../contract'
import { buildGraph, circuitNodes, edgeName } from '../../engine'
import type { Circuit, ComputationalGraph } from '../../engine'
import { circuitOf } from './compare-runs'
import { countConvention } from './provenance'
import { edgeScores } from './run-circuit'

/** A run's circuit as the EAP-IG / MIB graph JSON with our `patchbay` block, or as a table of edges. */
export function exportRun(run: RunDetail, dModel: number, format: 'json' | 'csv'): ResultOf<'runs.export'> {
  const graph = buildGraph(run.shape)
  const circuit = circuitOf(run)
  const text =
    format === 'csv'
      ? edgeTable(run, graph, circuit)
      : JSON.stringify(circuitFile(run, graph, circuit, dModel))
  return { fileName: `${fileNameOf(run.summary.name)}.${format}`, text: `${text}\n` }
}

function circuitFile(
  run: RunDetail,
  graph: ComputationalGraph,
  circuit: Circuit,
  dModel: number,
): CircuitFile {
  const { layers, heads, parallel } = run.shape
  return {
    cfg: { n_layers: layers, n_heads: heads, parallel_attn_mlp: parallel, d_model: dModel },
    nodes: nodeEntries(graph, circuit),
    edges: edgeEntries(run, graph, circuit),
    patchbay: patchbayBlock(run, graph, circuit),
  }
}

function nodeEntries(graph: ComputationalGraph, circuit: Circuit): CircuitFile['nodes'] {
  const touched = circuitNodes(graph, circuit)
  const names = [...graph.senders.map(({ name }) => name), 'logits']
  return Object.fromEntries(names.map((name) => [name, { in_graph: touched.has(name) }]))
}

function edgeEntries(run: RunDetail, graph: ComputationalGraph, circuit: Circuit): CircuitFile['edges'] {
  const scores = edgeScores(run)
  const entries: CircuitFile['edges'] = {}
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    entries[edgeName(graph, edge)] = { score: finiteOrNull(scores[edge]), in_graph: circuit.has(edge) }
  }
  return entries
}

/** null for a circuit of another program: it has no record of ours. */
function patchbayBlock(
  run: RunDetail,
  graph: ComputationalGraph,
  circuit: Circuit,
): PatchbayBlock | undefined {
  const { summary, config, provenance } = run
  if (!config || !provenance) return undefined
  return {
    format: 1,
    run: {
      id: summary.id,
      number: summary.number,
      name: summary.name,
      state: summary.state,
      created_at: new Date(summary.createdAt).toISOString(),
    },
    method: summary.method,
    model: { name: summary.modelName, hash: provenance.modelHash },
    data: { name: summary.promptsName, hash: provenance.dataHash, prompts: summary.promptCount },
    metric: summary.metric,
    threshold: summary.threshold,
    absolute: summary.absolute,
    order: summary.order,
    direction: word(provenance.direction),
    ablation: word(provenance.ablation),
    versions: { patchbay: provenance.patchbayVersion, onnxruntime: provenance.onnxruntimeVersion },
    edges_total: summary.edgesTotal,
    edges_kept: circuit.size,
    metric_initial: summary.metricInitial,
    metric_final: summary.metricFinal,
    tests_run: summary.testsRun,
    borderline: summary.borderline,
    elapsed_ms: summary.elapsedMs,
    count_convention: countConvention(summary.edgesTotal),
    measurements: plainMeasurements(run),
    decisions: decisionTuples(graph, run.decisions),
    effects: Object.fromEntries(
      [...run.effects.edge].map((edge, row) => [edgeName(graph, edge), run.effects.effect[row]]),
    ),
  }
}

export function decisionTuples(graph: ComputationalGraph, decisions: DecisionColumns): DecisionTuple[] {
  return Array.from(decisions.edge, (edge, row) => [
    graph.senders[graph.edgeSender[edge]].name,
    graph.receivers[graph.edgeReceiver[edge]].name,
    finiteOrNull(decisions.metric[row]),
    finiteOrNull(decisions.delta[row]),
    decisions.kept[row] ? 1 : 0,
    DECISION_REASONS[decisions.reason[row]],
  ])
}

/** Typed arrays as lists, which is what JSON can carry. */
function plainMeasurements({ measurements }: RunDetail): unknown {
  const asList = (_key: string, value: unknown) => (value instanceof Float64Array ? Array.from(value) : value)
  return JSON.parse(JSON.stringify(measurements, asList))
}

function edgeTable(run: RunDetail, graph: ComputationalGraph, circuit: Circuit): string {
  const { decisions } = run
  const rowOf = new Int32Array(graph.edgeCount).fill(-1)
  decisions.edge.forEach((edge, row) => (rowOf[edge] = row))
  const effects = new Map([...run.effects.edge].map((edge, row) => [edge, run.effects.effect[row]]))
  const rows = Array.from({ length: graph.edgeCount }, (_, edge) => {
    const row = rowOf[edge]
    const isDecided = row >= 0
    return {
      sender: graph.senders[graph.edgeSender[edge]].name,
      receiver: graph.receivers[graph.edgeReceiver[edge]].name,
      in_graph: circuit.has(edge) ? 1 : 0,
      step: isDecided ? decisions.firstStep + row : null,
      metric: isDecided ? finiteOrNull(decisions.metric[row]) : null,
      delta: isDecided ? finiteOrNull(decisions.delta[row]) : null,
      reason: isDecided && run.config ? DECISION_REASONS[decisions.reason[row]] : null,
      effect: effects.get(edge) ?? null,
      score: run.scores ? finiteOrNull(run.scores[edge]) : null,
    }
  })
  return Papa.unparse(rows, { newline: '\n' })
}

/** The term at the beginning of `noising: the base run is clean, ...`. */
function word(sentence: string): string {
  return sentence.split(':')[0]
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** Readable on every file system: letters, digits, dots and dashes. */
function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}.]+/gu, '-')
      .replace(/^[-.]+|-+$/g, '')
      .toLowerCase() || 'run'
  )
}
