import type {
  ArgsOf,
  CircuitFile,
  Evaluation,
  IdentifiedModel,
  PromptSet,
  RunDetail,
  RunSummary,
  Workflow,
} from '../../../../contract'
import {
  buildGraph,
  Circuit,
  circuitNodes,
  edgeName,
  publishedEdges,
  type GraphShape,
} from '../../../../engine/host'
import { keptEdges } from '../../../host/runs/run-circuit'
import type { ComputingHost } from '../run/computing-host'
import { keptOrNewRun } from './kept-runs'
import type { Reproduction } from './published-task'

/** A circuit beside the published one. */
export interface ComparedCircuit {
  /** `ACDC, threshold 0.05`; `published` */
  name: string
  /** The run that found it; null for the published one. */
  runNumber: number | null
  edges: number
  nodes: string[]
  /** null where nothing was kept, so that there is nothing to judge. */
  evaluation: Evaluation | null
}

export interface Reproduced {
  wanted: Pick<Reproduction, 'task' | 'metric' | 'thresholds'> & {
    source: string
    model: string
    groups: Record<string, readonly string[]>
  }
  /** What was run on. */
  model: IdentifiedModel
  prompts: PromptSet
  workflow: Workflow
  /** Every edge scored: how well the scores separate the published edges from the others. */
  scored: { runNumber: number; rocArea: number | null }
  circuits: ComparedCircuit[]
  edgesTotal: number
  versions: { patchbay: string; onnxruntime: string }
}

interface Material {
  info: IdentifiedModel
  prompts: PromptSet
  settings: ArgsOf<'runs.start'>['settings']
}

type Config = ArgsOf<'runs.start'>['config']

/** Screen, confirm, trace and judge; ACDC at each threshold; and every circuit beside the published one. */
export async function reproduce(
  computing: ComputingHost,
  wanted: Reproduction,
  { info, prompts, settings }: Material,
): Promise<Reproduced> {
  const { host } = computing
  const { task, circuit, metric, thresholds } = wanted
  const common = { model: info.path, prompts }
  const published = fileOf(wanted, info)
  const run = async (name: string, config: Config): Promise<RunSummary> => {
    const args = { config, name: `reproduce ${task}: ${name}`, settings }
    return (await computing.toEnd(() => keptOrNewRun(host, args, info.identity.modelHash))).run
  }
  const judge = async (name: string, source: CircuitFile | { runId: string }) => {
    const { id } = await run(`judge ${name}`, {
      ...common,
      method: 'evaluate',
      metric: 'logit_diff',
      circuit: source,
      reference: published,
    })
    const result = await host.call('runs.result', { id })
    return result?.kind === 'evaluation' ? result.evaluation : null
  }

  const staged = await run('screen, confirm, trace', { ...common, method: 'workflow', metric })
  const eap = await run('EAP', { ...common, method: 'eap', metric, direction: 'noising' })
  const scored = await judge('EAP', { runId: eap.id })
  const circuits: ComparedCircuit[] = []
  for (const threshold of thresholds) {
    const name = `ACDC, threshold ${threshold}`
    const found = await run(name, { ...common, method: 'acdc', metric: 'kl', threshold })
    const detail = await host.call('runs.get', { id: found.id })
    const evaluation = found.edgesKept === 0 ? null : await judge(name, { runId: found.id })
    circuits.push({ name, runNumber: found.number, ...sizeOf(detail), evaluation })
  }
  const edges = publishedEdges(circuit)
  circuits.push({
    name: 'published',
    runNumber: null,
    edges: edges.length,
    nodes: nodesOf(circuit.shape, edges),
    evaluation: await judge('the published circuit', published),
  })
  const { provenance } = await host.call('runs.get', { id: eap.id })
  const result = await host.call('runs.result', { id: staged.id })
  if (result?.kind !== 'workflow') throw new Error('The workflow has no result.')
  return {
    wanted: {
      task,
      metric,
      thresholds,
      source: circuit.source,
      model: circuit.model,
      groups: circuit.groups,
    },
    model: info,
    prompts,
    workflow: result.workflow,
    scored: { runNumber: eap.number, rocArea: scored?.roc?.auc ?? null },
    circuits,
    edgesTotal: info.edgeCount,
    versions: { patchbay: provenance!.patchbayVersion, onnxruntime: provenance!.onnxruntimeVersion },
  }
}

/** The published circuit as any program's circuit file. */
function fileOf({ circuit }: Reproduction, { dModel }: IdentifiedModel): CircuitFile {
  const { layers, heads, parallel } = circuit.shape
  const graph = buildGraph(circuit.shape)
  const edges = publishedEdges(circuit)
  const nodes = new Set(nodesOf(circuit.shape, edges))
  return {
    cfg: { n_layers: layers, n_heads: heads, parallel_attn_mlp: parallel, d_model: dModel },
    nodes: Object.fromEntries([...nodes].map((name) => [name, { in_graph: true }])),
    edges: Object.fromEntries(Array.from(edges, (edge) => [edgeName(graph, edge), { in_graph: true }])),
  }
}

function sizeOf(detail: RunDetail): { edges: number; nodes: string[] } {
  const edges = keptEdges(detail)
  return { edges: edges.length, nodes: nodesOf(detail.shape, edges) }
}

function nodesOf(shape: GraphShape, edges: Int32Array): string[] {
  const graph = buildGraph(shape)
  return [...circuitNodes(graph, Circuit.of(graph.edgeCount, edges))]
}
