import Papa from 'papaparse'
import {
  DECISION_REASONS,
  definitionOf,
  finiteOrNull,
  FORMULA_START,
  meaningColumns,
  meaningOfRun,
  PatchbayError,
  stabilityNote,
} from '../../../contract'
import type { CircuitFile, MethodResult, ResultOf, NodeRole, RunDetail, Table } from '../../../contract'
import { buildGraph, circuitNodes, edgeName } from '../../../engine/host'
import type { Circuit, ComputationalGraph } from '../../../engine/host'
import { circuitOf } from '../runs/compare/taken-circuit'
import { fileNameOf } from './file-name'
import { withRoles } from './role-columns'
import { runRecord } from './export-record'
import { stabilityColumns } from './stability-columns'
import { edgeScores } from '../runs/run-circuit'

/**
 * What a run found, as JSON with our `patchbay` block: a circuit (or scores of edges) in the EAP-IG / MIB graph
 * format, scores of sites, a judgement; or as a table of its edges or sites. `roles`: what people said of its model's nodes.
 * @throws PatchbayError (conflict, bad-input) for a run that has found nothing yet, and where there is no table.
 */
export function exportRun(
  run: RunDetail,
  result: MethodResult | null,
  dModel: number,
  format: 'json' | 'csv',
  roles: readonly NodeRole[] = [],
): ResultOf<'runs.export'> {
  const { summary } = run
  const text =
    format === 'csv' ? tableText(run, result, roles) : JSON.stringify(plainFile(run, result, dModel, roles))
  return { fileName: `${fileNameOf(summary.name)}.${format}`, text: `${text}\n` }
}

function plainFile(
  run: RunDetail,
  result: MethodResult | null,
  dModel: number,
  roles: readonly NodeRole[],
): unknown {
  const graph = buildGraph(run.shape)
  const patchbay = runRecord(run, result, graph, roles)
  const { method } = run.summary
  if (method === 'import') return circuitFile(run, graph, dModel, patchbay)
  const { isCircuitFile, content } = definitionOf(method)
  const file = isCircuitFile ? circuitFile(run, graph, dModel, patchbay) : { patchbay }
  return content ? { ...file, ...content(foundOf(run, result), graph) } : file
}

function tableText(run: RunDetail, result: MethodResult | null, roles: readonly NodeRole[]): string {
  const { method, name } = run.summary
  const definition = method === 'import' ? null : definitionOf(method)
  if (definition?.table) return csvOf(run, definition.table(foundOf(run, result), meaningOfRun(run)), roles)
  if (definition?.isCircuitFile === false) {
    throw new PatchbayError('bad-input', `${name} found no table of edges or sites: export it as JSON.`)
  }
  return csvOf(run, edgeTable(run, buildGraph(run.shape), circuitOf(run)), roles)
}

/** Every row says what it is of and whether the model is certified, as a table is looked at without the run. */
function csvOf({ summary, provenance }: RunDetail, table: Table, roles: readonly NodeRole[]): string {
  const { columns, rows } = withRoles(table, roles)
  const origin = {
    certificate: summary.certificate?.verdict ?? null,
    ...stabilityOrigin(summary),
    run: summary.id,
    method: summary.method,
    model_hash: provenance?.modelHash ?? null,
    prompts_hash: provenance?.dataHash ?? null,
    patchbay: provenance?.patchbayVersion ?? null,
  }
  const marked = rows.map((row) => ({ ...origin, ...row }))
  const added = Object.keys(origin).filter((name) => !columns.includes(name))
  return Papa.unparse(marked, {
    columns: [...columns, ...added],
    newline: '\n',
    escapeFormulae: FORMULA_START,
  })
}

/** Of tables of circuits alone. */
function stabilityOrigin(summary: RunDetail['summary']): { circuit_stability?: string } {
  const note = stabilityNote(summary)
  return note === null ? {} : { circuit_stability: note.replace('stability ', '') }
}

function foundOf({ summary }: RunDetail, result: MethodResult | null): MethodResult {
  if (result) return result
  throw new PatchbayError(
    'conflict',
    `${summary.name} is ${summary.state}: there is nothing to export before it is done.`,
  )
}

function circuitFile(
  run: RunDetail,
  graph: ComputationalGraph,
  dModel: number,
  patchbay: unknown,
): CircuitFile {
  const circuit = circuitOf(run)
  const { layers, heads, parallel } = run.shape
  return {
    cfg: { n_layers: layers, n_heads: heads, parallel_attn_mlp: parallel, d_model: dModel },
    nodes: nodeEntries(graph, circuit),
    edges: edgeEntries(run, graph, circuit),
    patchbay,
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

function edgeTable(run: RunDetail, graph: ComputationalGraph, circuit: Circuit): Table {
  const { decisions } = run
  const rowOf = new Int32Array(graph.edgeCount).fill(-1)
  decisions.edge.forEach((edge, row) => (rowOf[edge] = row))
  const meaning = meaningColumns(meaningOfRun(run))
  const effects = new Map([...run.effects.edge].map((edge, row) => [edge, run.effects.effect[row]]))
  const stability = stabilityColumns(run, circuit.size)
  const rows = Array.from({ length: graph.edgeCount }, (_, edge) => {
    const row = rowOf[edge]
    const isDecided = row >= 0
    return {
      sender: graph.senders[graph.edgeSender[edge]].name,
      receiver: graph.receivers[graph.edgeReceiver[edge]].name,
      in_graph: circuit.has(edge) ? 1 : 0,
      step: isDecided ? decisions.firstStep + row + 1 : null,
      metric: isDecided ? finiteOrNull(decisions.metric[row]) : null,
      delta: isDecided ? finiteOrNull(decisions.delta[row]) : null,
      reason: isDecided && run.config ? DECISION_REASONS[decisions.reason[row]] : null,
      effect_raw: effects.get(edge) ?? null,
      score: run.scores ? finiteOrNull(run.scores[edge]) : null,
      ...stability(edge),
      ...meaning,
    }
  })
  return { columns: Object.keys(rows[0]), rows }
}
