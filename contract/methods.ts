import { z } from 'zod'
import { circuitFileSchema } from './circuit-file'
import { DIRECTIONS } from './direction'
import { promptSetSchema } from './prompts'
import { METRICS, type Baselines, type Measurement } from './metric'
import { scoreReadingSchema, type ScoreMeaning } from './score-meaning'

/** Where a node method patches; the words of the command line, the files and the interface. */
export const SITE_FAMILIES = [
  'resid', // residual stream before a layer, per (layer, position)
  'attn', // attention output, per (layer, position) and per layer
  'mlp', // MLP output, per (layer, position) and per layer
  'heads', // head output, per (layer, head)
  'heads-by-position', // head output, per (layer, head, position)
  'q', // per (layer, head), as are k, v and pattern
  'k',
  'v',
  'pattern',
  'neurons', // MLP neurons after the activation function, per (layer, neuron)
  'neurons-by-position', // per (layer, neuron, position)
] as const
export type SiteFamily = (typeof SITE_FAMILIES)[number]

/**
 * What stands in for a value that is taken away: that of the paired run (`resample`), 0, or its mean over the data
 * set's corrupt prompts, at each position or over all positions.
 */
export const ABLATIONS = ['resample', 'zero', 'mean', 'mean-over-positions'] as const
export type Ablation = (typeof ABLATIONS)[number]
export const ATTRIBUTION_VARIANTS = ['atp', 'atp-star', 'relp'] as const

/** `resample` where it is left out, as in runs made before there was a choice. */
const ablation = z.enum(ABLATIONS).optional()
const common = {
  model: z.string().min(1),
  prompts: promptSetSchema,
  metric: z.enum(METRICS),
}
const patching = { ...common, direction: z.enum(DIRECTIONS) }
/** One site: the parts that its kind has (`pos` left out = all positions at once). */
export const siteRefSchema = z.object({
  site: z.enum(SITE_FAMILIES),
  layer: z.number().int().nonnegative(),
  head: z.number().int().nonnegative().optional(),
  pos: z.number().int().nonnegative().optional(),
  neuron: z.number().int().nonnegative().optional(),
})
export type SiteRef = z.infer<typeof siteRefSchema>

/** By hand: zod takes seconds and gigabytes for lists of millions. */
export function isLogits(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(Number.isFinite))
}

const circuitSource = z.union([circuitFileSchema, z.object({ runId: z.string() })])

export const activationConfigSchema = z.object({
  method: z.literal('activation'),
  ...patching,
  sites: z.array(z.enum(SITE_FAMILIES)).min(1),
  /** Chosen neurons where `neurons` or `neurons-by-position` is among the sites. */
  neurons: z
    .array(z.object({ layer: z.number().int().nonnegative(), neuron: z.number().int().nonnegative() }))
    .default([]),
  /** Exactly these sites instead of all of `sites`: what a screening proposed. */
  only: z.array(siteRefSchema).min(1).optional(),
  /** A finished attribution run: its estimates of the same sites make the result's `agreement`. */
  screening: z.string().min(1).optional(),
  ablation: z.enum(ABLATIONS).default('resample'),
})
export const attributionConfigSchema = z.object({
  method: z.literal('attribution'),
  ...patching,
  sites: z.array(z.enum(SITE_FAMILIES)).min(1),
  variant: z.enum(ATTRIBUTION_VARIANTS).default('atp'),
  ablation,
})
export const edgesConfigSchema = z.object({
  method: z.literal('edges'),
  ...patching,
  /** Edge names `a0.h1->a1.h2<q>`; a receiver name, or a head's for all three of its receivers; a sender name. */
  select: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('all') }),
    z.object({ kind: z.literal('list'), edges: z.array(z.string()).min(1) }),
    z.object({ kind: z.literal('into'), receiver: z.string() }),
    z.object({ kind: z.literal('from'), sender: z.string() }),
  ]),
  /**
   * MLPs between sender and receiver: `frozen` is exact edge patching (only the edge itself), `recomputed` is
   * path patching with Wang et al.'s choice.
   */
  mlps: z.enum(['frozen', 'recomputed']).default('frozen'),
  ablation,
})
export const pathConfigSchema = z.object({
  method: z.literal('path'),
  ...patching,
  /** `a0.h1->a1.h2<q>->logits` */
  path: z.string().min(1),
  ablation,
})
export const eapConfigSchema = z.object({
  method: z.literal('eap'),
  ...patching,
  /** 0 = EAP; n = EAP-IG (inputs) with n steps, k = 0..n-1. */
  igSteps: z.number().int().min(0).max(1000).default(0),
  ablation,
})
export const evaluateConfigSchema = z.object({
  method: z.literal('evaluate'),
  ...common,
  circuit: circuitSource,
  reference: circuitSource.optional(),
  /** Also judge the top n edges by score, for each n. */
  top: z.array(z.number().int().nonnegative()).default([]),
  by: z.enum(['signed', 'absolute']).default('absolute'),
  /** What the circuit's scores are, where its file does not say. */
  scores: scoreReadingSchema.optional(),
  ablation,
})
export const workflowConfigSchema = z.object({
  method: z.literal('workflow'),
  ...common,
  direction: z.enum(DIRECTIONS).default('noising'),
  /** How many screened sites are confirmed by activation patching. */
  top: z.number().int().positive().default(20),
  ablation,
})
export const checkConfigSchema = z.object({
  method: z.literal('check'),
  ...common,
  /** [prompt][vocab] logits of the clean prompts at their answer positions, made elsewhere. */
  referenceLogits: z.custom<number[][]>(isLogits).optional(),
})

/** How many passes through the model a method took: the claim "two forwards and one backward", recorded. */
export interface Passes {
  forward: number
  backward: number
}

/** Scores of sites, as columns. -1 where a column does not apply to the site. */
export interface SiteScores {
  /** [n] index into SITE_FAMILIES */
  site: Uint8Array
  layer: Int16Array
  head: Int16Array
  pos: Int16Array
  neuron: Int32Array
  /** [n] patched metric; NaN for attribution */
  value: Float64Array
  /** [n] value - base metric, or its first-order estimate */
  effect: Float64Array
  /** [n * prompts] effects per prompt, null where not kept */
  perPrompt: Float64Array | null
  baseMetric: number
  promptCount: number
  passes: Passes
}

/** A circuit by its edges: what `evaluate` judges. */
export interface GivenCircuit {
  name: string
  edges: Int32Array
  /** [edge] NaN where there is none; null where there are no scores at all. */
  scores: Float64Array | null
  /** What those are; null where nobody said. */
  meaning: ScoreMeaning | null
}

/** Scores of edges: exact effects (patched - base) or EAP's estimates, same sign. */
export interface EdgeScores {
  edge: Int32Array
  score: Float64Array
  /** [n * prompts], null where not kept */
  perPrompt: Float64Array | null
  baseMetric: number
  promptCount: number
  passes: Passes
}

export interface PathScore {
  path: string
  value: number
  effect: number
  /** [prompts] effects */
  perPrompt: Float64Array
  baseMetric: number
}

/** One circuit judged: logit_diff faithfulness and every metric, with the baselines beside it. */
export interface CircuitJudgement {
  /** `circuit`, `top 50` */
  label: string
  /** Edges asked for, and left after dangling ones were pruned. */
  edges: number
  edgesAfterPruning: number
  measurement: Measurement
  faithfulness: number | null
  /** The prompt it serves worst relative to the model: the lowest faithfulness. */
  worstPrompt: { row: number; faithfulness: number } | null
  /** Random circuits of as many edges: mean faithfulness over several draws. */
  randomFaithfulness: number | null
}

/**
 * Several circuits can be judged at once; the last of `judgements` is the circuit in question, which everything below
 * that concerns one circuit is about. Its number of edges is the one asked for, before pruning.
 */
export interface Evaluation extends Baselines {
  judgements: CircuitJudgement[]
  /** MIB sizes; null for a circuit file without scores. */
  curve: { percentage: number; edges: number; faithfulness: number; random: number }[] | null
  /** Needs to be known which sign matters: null where `scores` is. */
  cpr: number | null
  cmd: number | null
  /** What the circuit's scores were read as; null where there are none or nobody said. Absent in older results. */
  scores?: ScoreMeaning | null
  /**
   * Incompleteness (Wang et al. 2022), in units of faithfulness: the largest |f(C without K) - f(M without K)|
   * over ten random sets K of the circuit's nodes; 0 = complete.
   */
  completeness: number | null
  /**
   * For every node of the circuit, f(C without it) and `change` = f(C without it) - f(C): negative where the circuit
   * loses by it. The smallest change first. Older results have no `without`, and |change| without its sign.
   */
  minimality: { node: string; without?: number; change: number }[] | null
  /** Against the reference circuit: sharedEdges / edges, and sharedEdges / referenceEdges. */
  precision: number | null
  recall: number | null
  /** Absent without a reference, and in older results. */
  sharedEdges?: number
  referenceEdges?: number
  roc: { truePositiveRate: number[]; falsePositiveRate: number[]; auc: number } | null
  /** The six choices a faithfulness always names. */
  choices: Record<string, string>
}

/** Attribution against activation patching on the same places. */
export interface Agreement {
  /** Rows of `exact` and `estimate` are the same places. */
  exact: SiteScores
  estimate: SiteScores
  pearson: number | null
  spearman: number | null
  /** Rows whose disagreement is large both absolutely and relative to the spread: nonlinear sites. */
  flagged: number[]
  /** The estimates are sizes without a sign (AtP*): held against |effect|. Absent in older results. */
  ofMagnitudes?: boolean
}

export interface WorkflowResult {
  screen: SiteScores
  confirm: Agreement
  /** Exact effects of the edges among the confirmed nodes. */
  trace: EdgeScores
  proposed: Int32Array
  judgement: Evaluation
}

export interface CheckItem {
  name: string
  passed: boolean
  /** Largest difference found, and the largest allowed. */
  difference: number
  tolerance: number
  detail: string
}

export type MethodResult =
  | { kind: 'sites'; scores: SiteScores; agreement: Agreement | null }
  | { kind: 'edges'; scores: EdgeScores }
  | { kind: 'path'; score: PathScore }
  | { kind: 'evaluation'; evaluation: Evaluation }
  | { kind: 'workflow'; workflow: WorkflowResult }
  | { kind: 'check'; items: CheckItem[] }
