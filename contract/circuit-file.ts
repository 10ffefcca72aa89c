import { z } from 'zod'
import type { CertificateRecord } from './certificate-notes'
import type { RoleRecord } from './explain/role-record'
import type { HubSource } from './hub-name'
import type { AnswerReading, BosChoice, PromptChoices, PromptFileRow, PromptSplit } from './prompts'
import type { ScoreMeaning } from './score-meaning'

/** What a circuit file says of a node or an edge. */
interface FileEntry {
  in_graph: boolean
  score?: number | null
}

/**
 * Entries by name, of which unknown keys are left out. Checked by hand: zod's own records take seconds for the
 * edges of a large graph, and lose a key named `__proto__`.
 */
const entriesByName = z.custom<Record<string, FileEntry>>().transform((value, context) => {
  const wrong = (expected: 'record' | 'object' | 'boolean' | 'number', path: string[], input: unknown) => {
    context.issues.push({ code: 'invalid_type', expected, path, input })
    return z.NEVER
  }
  if (!isObject(value)) return wrong('record', [], value)
  let hasOthers = false
  for (const name of Object.keys(value)) {
    const entry: unknown = value[name]
    if (!isObject(entry)) return wrong('object', [name], entry)
    const { in_graph, score } = entry
    if (typeof in_graph !== 'boolean') return wrong('boolean', [name, 'in_graph'], in_graph)
    const isScore = score === undefined || score === null || Number.isFinite(score)
    if (!isScore) return wrong('number', [name, 'score'], score)
    hasOthers ||= Object.keys(entry).length > (score === undefined ? 1 : 2)
  }
  return hasOthers ? withoutOthers(value) : value
})

/** A new object, in which `__proto__` is a name like any other. */
function withoutOthers(entries: Record<string, FileEntry>): Record<string, FileEntry> {
  const known = ({ in_graph, score }: FileEntry) => (score === undefined ? { in_graph } : { score, in_graph })
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, known(entry)]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The EAP-IG / MIB graph JSON, in and out: `nodes` and `edges` by name, plus our own `patchbay`
 * block. Unknown keys of other programs are kept out, missing scores are allowed.
 */
export const circuitFileSchema = z.object({
  cfg: z.object({
    n_layers: z.number().int().positive(),
    n_heads: z.number().int().positive(),
    parallel_attn_mlp: z.boolean().default(false),
    d_model: z.number().int().positive(),
  }),
  nodes: entriesByName,
  edges: entriesByName,
  patchbay: z.unknown().optional(),
})
export type CircuitFile = z.infer<typeof circuitFileSchema>

/** `[sender, receiver, metric, delta, kept, reason]`; metric and delta null where no run was needed. */
export type DecisionTuple = [string, string, number | null, number | null, 0 | 1, string]

/** The block of an imported circuit that goes out again: what is known of its scores, and what is against its model. */
export interface ImportedBlock {
  format: 1
  method: 'import'
  scores?: ScoreMeaning
  certificate?: CertificateRecord
}

/** The `patchbay` block our exports carry: a stable interface for scripts. */
export interface PatchbayBlock {
  format: 1
  run: { id: string; number: number; name: string; state: string; created_at: string }
  method: string
  /** `path` as the run was given it; `files`: sha256 of the small files by name; `source` where it came from the hub. */
  model: {
    name: string
    path: string
    hash: string
    files?: Record<string, string>
    source?: HubSource
  }
  /** What was proven of the model when the run began; null where nothing was. Absent in older files. */
  certificate?: CertificateRecord | null
  /** Settings of the model that nobody knows, and what else it was warned of. Absent in older files. */
  model_warnings?: string[]
  /** `prompts`: how many were measured; `rows`: all of the set, as prompt files have them. */
  data: {
    name: string
    hash: string
    prompts: number
    bos: BosChoice
    /** Rows that begin with BOS. Absent in older files, as is the next. */
    rows_with_bos?: number
    answer_reading?: AnswerReading
    split?: PromptSplit
    labels?: PromptChoices['labels']
    source?: PromptChoices['source']
    rows: PromptFileRow[]
  }
  /** What was said about the prompts when the run began. Absent in older files. */
  prompt_notes?: string[]
  metric: string
  /** What `score` of the edges, or `effect` of the sites, is. Absent in older files, and where there are none. */
  scores?: ScoreMeaning
  /** null for methods other than ACDC, as is `order`. */
  threshold: number | null
  absolute: boolean
  /** Of a run that took over the first decisions of another one; `thresholds` are what these were compared with. */
  fork?: {
    run: { id: string; number: number; name: string }
    decisions: number
    decisions_hash: string
    thresholds: { from_decision: number; threshold: number; absolute: boolean }[]
    patchbay: string
  }
  order: string | null
  direction: string
  ablation: string
  versions: { patchbay: string; onnxruntime: string }
  edges_total: number
  edges_kept: number
  /** Whether the same circuit comes out of other prompts and thresholds, as it was measured. Absent in older files. */
  stability?: Record<string, unknown>[] | 'not measured'
  metric_initial: number | null
  metric_final: number | null
  tests_run: number
  borderline: number
  elapsed_ms: number
  /** What it was computed with: parts of a resumed run one after another. Absent in older files. */
  computed_with?: { threads: number; batch: number | null; device: string }[]
  count_convention: string
  /** Of methods other than ACDC: the rest of their configuration. */
  choices?: Record<string, unknown>
  /** What people said that nodes of the model do. Absent in older files, and where nothing was said. */
  roles?: RoleRecord[]
  /** How many passes through the model the scores took. */
  passes?: { forward: number; backward: number }
  /** Metric of the run that was patched. */
  base_metric?: number
  measurements: unknown
  decisions: DecisionTuple[]
  effects: Record<string, number>
}
