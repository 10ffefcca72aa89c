import { circuitFileSchema, METRICS, PatchbayError } from '../../contract'
import type { CircuitFile, MetricName, RunSummary } from '../../contract'
import { buildGraph, edgeIndexByName, metricSense } from '../../engine'
import type { ComputationalGraph, GraphShape } from '../../engine'
import type { Store } from '../store'
import { circuitColumns } from './found-columns'
import { parseJson } from './parse-json'
import { checkShape } from './readable-problems'

/**
 * Enters a circuit file (EAP-IG / MIB graph JSON) as a run of method `import`. Edges the file does not
 * name are not in the circuit. Errors: no JSON, another shape, edges that the graph does not have.
 */
export function importRun(store: Store, text: string, fileName: string): RunSummary {
  const parsed = parseJson(text, fileName)
  if (parsed !== null && typeof parsed === 'object' && 'prompts' in parsed) {
    throw new PatchbayError('bad-input', `${fileName} is a prompt set, not a circuit: import it in Dataset.`)
  }
  const file = checkShape(circuitFileSchema, parsed, fileName)
  const shape = shapeOf(file)
  const graph = buildGraph(shape)
  const { decisions, scores } = readEdges(file, graph, fileName)
  return store.transaction(() => {
    const run = store.runs.insert({
      name: fileName.replace(/\.json$/i, ''),
      state: 'done',
      method: 'import',
      model: '',
      modelName: modelNameOf(file),
      promptsName: '',
      promptCount: 0,
      // Nothing was measured here: the interface shows no metric of an imported circuit. Which sign of a score
      // hurts is known of our own files only; those of other programs are shown as they are.
      ...metricOf(file),
      threshold: null,
      order: null,
      absolute: false,
      direction: null,
      edgesTotal: graph.edgeCount,
      dModel: file.cfg.d_model,
      shape,
      config: null,
      provenance: null,
      scores,
      owner: null,
    })
    const kept = decisions.kept.reduce((sum, one) => sum + one, 0)
    const counts = {
      edgesDecided: graph.edgeCount,
      edgesKept: kept,
      testsRun: 0,
      borderline: 0,
      elapsedMs: 0,
    }
    const effects = { edge: new Int32Array(0), effect: new Float64Array(0) }
    store.journal.append(run.id, { decisions, effects }, counts)
    return store.runs.change(run.id, { finishedAt: run.createdAt })
  })
}

function metricOf({ patchbay }: CircuitFile): { metric: MetricName; metricSense: 1 | -1 } {
  const named = (patchbay as { metric?: unknown } | undefined)?.metric
  const metric = METRICS.find((name) => name === named) ?? 'kl'
  return { metric, metricSense: metricSense(metric) }
}

/** The file's cfg does not say whether there are MLPs; its nodes (or edges) do. */
function shapeOf({ cfg, nodes, edges }: CircuitFile): GraphShape {
  const mlps =
    Object.keys(nodes).some((name) => /^m\d+$/.test(name)) ||
    Object.keys(edges).some((name) => /(^|->)m\d/.test(name))
  return { layers: cfg.n_layers, heads: cfg.n_heads, mlps, parallel: cfg.parallel_attn_mlp }
}

/** Every edge as one decision, in edge order, with nothing measured; and the file's scores. */
function readEdges(file: CircuitFile, graph: ComputationalGraph, fileName: string) {
  const { edgeCount } = graph
  const index = edgeIndexByName(graph)
  const kept = new Uint8Array(edgeCount)
  const scores = new Float64Array(edgeCount).fill(NaN)
  for (const [name, { in_graph, score }] of Object.entries(file.edges)) {
    const edge = index.get(name)
    if (edge === undefined)
      throw new PatchbayError('bad-input', `${fileName}: ${whyNoEdge(name, graph.shape)}`)
    kept[edge] = in_graph ? 1 : 0
    scores[edge] = score ?? NaN
  }
  return { decisions: circuitColumns(edgeCount, kept), scores }
}

const EDGE_NAME = /^(input|m\d+|a\d+\.h\d+)->(logits|m\d+|a\d+\.h\d+<[qkv]>)$/

function whyNoEdge(name: string, { layers, heads, mlps }: GraphShape): string {
  const shown = JSON.stringify(name.slice(0, 80))
  if (!EDGE_NAME.test(name)) {
    return `${shown} is no edge name; edges are named like "a0.h1->a1.h0<q>", "m0->m1" or "input->logits".`
  }
  const parts = [`${layers} layers`, `${heads} heads`, mlps ? 'MLPs' : 'no MLPs']
  return `the edge ${shown} does not exist in the graph of its cfg (${parts.join(', ')}).`
}

function modelNameOf({ patchbay, cfg }: CircuitFile): string {
  const name = (patchbay as { model?: { name?: unknown } } | undefined)?.model?.name
  return typeof name === 'string' ? name : `${cfg.n_layers} layers, ${cfg.n_heads} heads`
}
