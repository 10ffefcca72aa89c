import { circuitFileSchema, meaningOfBlock, METRIC_SENSE, PatchbayError } from '../../contract'
import type { CircuitFile, MetricName, RunSummary, ScoreMeaning } from '../../contract'
import { buildGraph, edgesOfFile } from '../../engine'
import type { GraphShape } from '../../engine'
import { whenFree, type Store } from '../store'
import { circuitColumns } from './found-columns'
import { parseJson } from './parse-json'
import { checkShape } from './readable-problems'

/**
 * Enters a circuit file (EAP-IG / MIB graph JSON) as a run of method `import`. Edges the file does not
 * name are not in the circuit. Errors: no JSON, another shape, edges that the graph does not have.
 */
export async function importRun(store: Store, text: string, fileName: string): Promise<RunSummary> {
  const parsed = parseJson(text, fileName)
  if (parsed !== null && typeof parsed === 'object' && 'prompts' in parsed) {
    throw new PatchbayError('bad-input', `${fileName} is a prompt set, not a circuit: import it in Dataset.`)
  }
  const file = checkShape(circuitFileSchema, parsed, fileName)
  const shape = shapeOf(file)
  const graph = buildGraph(shape)
  const whyNot = (name: string) => `${fileName}: ${whyNoEdge(name, shape)}`
  const { kept, scores } = edgesOfFile(graph, file, fileName, whyNot)
  const meaning = meaningOfBlock(file.patchbay, fileName)
  const save = () => {
    const run = store.runs.insert({
      name: fileName.replace(/\.json$/i, ''),
      state: 'done',
      method: 'import',
      model: '',
      modelName: modelNameOf(file),
      promptsName: '',
      promptCount: 0,
      // Nothing was measured here: the interface shows no metric of an imported circuit but that of its scores.
      ...metricOf(meaning),
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
      importedScores: scores.every(Number.isNaN) ? null : { meaning, saidBy: meaning ? 'file' : 'person' },
      owner: null,
    })
    const counts = {
      edgesDecided: graph.edgeCount,
      edgesKept: kept.reduce((sum, one) => sum + one, 0),
      testsRun: 0,
      borderline: 0,
      elapsedMs: 0,
    }
    const effects = { edge: new Int32Array(0), effect: new Float64Array(0) }
    const decisions = circuitColumns(graph.edgeCount, kept)
    store.journal.append({ runId: run.id, owner: null, seqBefore: 0 }, { decisions, effects }, counts)
    return store.runs.change(run.id, null, { finishedAt: run.createdAt, message: leftOut(file) })
  }
  return whenFree(() => store.transaction(save))
}

/** The columns must hold some metric; nothing reads it where the scores have none. */
function metricOf(meaning: ScoreMeaning | null): { metric: MetricName; metricSense: 1 | -1 } {
  const metric = meaning?.kind === 'effect' ? meaning.metric : 'kl'
  return { metric, metricSense: METRIC_SENSE[metric] }
}

/** What of the file has no place here, as a sentence; null where nothing was left out. */
function leftOut({ nodes }: CircuitFile): string | null {
  const scored = Object.values(nodes).filter(({ score }) => score !== undefined && score !== null).length
  if (scored === 0) return null
  return `The file’s scores of ${scored} ${scored === 1 ? 'node' : 'nodes'} were left out: a circuit’s scores here are those of its edges.`
}

/** The file's cfg does not say whether there are MLPs; its nodes (or edges) do. */
function shapeOf({ cfg, nodes, edges }: CircuitFile): GraphShape {
  const mlps =
    Object.keys(nodes).some((name) => /^m\d+$/.test(name)) ||
    Object.keys(edges).some((name) => /(^|->)m\d/.test(name))
  return { layers: cfg.n_layers, heads: cfg.n_heads, mlps, parallel: cfg.parallel_attn_mlp }
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
