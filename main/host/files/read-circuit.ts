import { z } from 'zod'
import {
  circuitFileSchema,
  doubtOfRecord,
  FILE_LIMITS,
  meaningOfBlock,
  PatchbayError,
  rolesBlockSchema,
} from '../../../contract'
import type { Certificate, CircuitFile, NodeRole, ScoreMeaning } from '../../../contract'
import { buildGraph, edgeCountOf, edgesOfFile, refuseEdgeCount } from '../../../engine/reading'
import type { GraphShape } from '../../../engine/reading'
import { parseJson } from './parse-json'
import { checkShape } from '../requests/readable-problems'

/** A circuit file as the store takes it. */
export interface ReadCircuit {
  name: string
  modelName: string
  shape: GraphShape
  dModel: number
  /** [edge] 1 where the edge is in the circuit */
  kept: Uint8Array
  /** [edge] NaN where the file has none */
  scores: Float64Array
  /** null where the file does not say what its scores mean. */
  meaning: ScoreMeaning | null
  /** What the file says against the model in which the circuit was found; null where it says nothing. */
  doubt: Certificate | null
  /** What people said that nodes of its model do, by the hash of the model; null where there is nothing, or no hash. */
  roles: { modelHash: string; roles: NodeRole[] } | null
  /** What of the file is not kept, as a sentence; null where nothing was left out. */
  leftOut: string | null
}

/**
 * A circuit file (EAP-IG / MIB graph JSON) as columns. Edges the file does not name are not in the circuit.
 * @throws PatchbayError (bad-input) as parseCircuitFile, and for an edge that the graph does not have.
 */
export function readCircuitFile(text: string, fileName: string): ReadCircuit {
  const parsed = parseJson(text, fileName, FILE_LIMITS.circuit)
  if (parsed !== null && typeof parsed === 'object' && 'prompts' in parsed) {
    throw new PatchbayError('bad-input', `${fileName} is a prompt set, not a circuit: import it in Dataset.`)
  }
  const file = checkCircuit(parsed, fileName)
  const shape = shapeOf(file)
  const whyNot = (name: string) => `${fileName}: ${whyNoEdge(name, shape)}`
  const { kept, scores } = edgesOfFile(buildGraph(shape), file, fileName, whyNot)
  return {
    name: fileName.replace(/\.json$/i, ''),
    modelName: modelNameOf(file),
    shape,
    dModel: file.cfg.d_model,
    kept,
    scores,
    meaning: meaningOfBlock(file.patchbay, fileName),
    doubt: doubtOfRecord((file.patchbay as { certificate?: unknown } | undefined)?.certificate),
    ...rolesOf(file, fileName),
  }
}

/** A circuit file as it is written. @throws PatchbayError (bad-input) for what is not one, and too large a graph. */
export function parseCircuitFile(text: string, fileName: string): CircuitFile {
  return checkCircuit(parseJson(text, fileName, FILE_LIMITS.circuit), fileName)
}

function checkCircuit(parsed: unknown, fileName: string): CircuitFile {
  refuseTooMany(parsed, fileName)
  const file = checkShape(circuitFileSchema, parsed, fileName)
  refuseEdgeCount(shapeOf(file), fileName)
  return file
}

/** Of more names than the graph of its cfg has, some are wrong: they need not be looked at one by one. */
function refuseTooMany(parsed: unknown, fileName: string): void {
  const { cfg: given, edges, nodes } = (parsed ?? {}) as Partial<Record<string, unknown>>
  const { data: cfg } = circuitFileSchema.shape.cfg.safeParse(given)
  if (!cfg) return
  const [layers, heads] = [cfg.n_layers, cfg.n_heads]
  const graph = `the graph of its cfg (${layers} layers of ${heads} heads)`
  const refuse = (what: string, names: unknown, most: number) => {
    const count = Object.keys(names ?? {}).length
    if (count <= most) return
    const [many, has] = [count, most].map((number) => number.toLocaleString('en-US'))
    throw new PatchbayError(
      'bad-input',
      `${fileName} names ${many} ${what}, but ${graph} has at most ${has}: give it the cfg of its model.`,
    )
  }
  refuse('nodes', nodes, layers * (heads + 1) + 2)
  refuse('edges', edges, edgeCountOf({ layers, heads, mlps: true, parallel: false }))
}

/** The roles of a model that is not named by its hash would be nobody's. */
function rolesOf(file: CircuitFile, fileName: string): Pick<ReadCircuit, 'roles' | 'leftOut'> {
  const scores = scoresLeftOut(file)
  const isBlock = file.patchbay !== null && typeof file.patchbay === 'object'
  if (!isBlock) return { roles: null, leftOut: scores }
  const { roles, model } = checkShape(z.object({ patchbay: rolesBlockSchema }), file, fileName).patchbay
  if (roles.length === 0) return { roles: null, leftOut: scores }
  if (model?.hash !== undefined) return { roles: { modelHash: model.hash, roles }, leftOut: scores }
  const left = 'The file’s roles were left out: it does not say the hash of the model whose nodes have them.'
  return { roles: null, leftOut: scores === null ? left : `${scores} ${left}` }
}

function scoresLeftOut({ nodes }: CircuitFile): string | null {
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
    return `${shown} is not the name of an edge; edges are named like "a0.h1->a1.h0<q>", "m0->m1" or "input->logits".`
  }
  const parts = [`${layers} layers`, `${heads} heads`, mlps ? 'MLPs' : 'no MLPs']
  return `the edge ${shown} does not exist in the graph of its cfg (${parts.join(', ')}).`
}

function modelNameOf({ patchbay, cfg }: CircuitFile): string {
  const name = (patchbay as { model?: { name?: unknown } } | undefined)?.model?.name
  return typeof name === 'string' ? name : `${cfg.n_layers} layers, ${cfg.n_heads} heads`
}
