import { z } from 'zod'
import {
  certificateSchema,
  certificateSummary,
  DIRECTIONS,
  METHOD_NAMES,
  METHODS,
  METRICS,
  RUN_STATES,
  scoreMeaningSchema,
  unnamed,
} from '../../contract'
import type { Certificate, Direction, MetricName, RunMethod, RunState, RunSummary } from '../../contract'
import type { TestOrder } from '../../engine/host'
import { checked, parsed } from './spoilt'

/** What a summary is made of: a list of runs need not read prompts, measurements and scores. */
export const SUMMARY_COLUMNS = `number, id, name, tags, note, state, method, model, model_name, prompts_name, prompt_count,
  metric, threshold, test_order, absolute, variant, direction, imported_scores, edges_total, edges_decided, edges_kept, tests_run, borderline,
  outcome, metric_initial, metric_final, faithfulness, created_at, finished_at, elapsed_ms, message, certificate`

export interface SummaryRow {
  number: number
  id: string
  name: string
  tags: string
  note: string
  state: RunState
  method: RunMethod
  model: string
  model_name: string
  prompts_name: string
  prompt_count: number
  metric: MetricName
  threshold: number | null
  test_order: TestOrder | null
  absolute: 0 | 1
  variant: string | null
  direction: Direction | null
  imported_scores: string | null
  edges_total: number
  edges_decided: number
  edges_kept: number
  tests_run: number
  borderline: number
  outcome: string | null
  metric_initial: number | null
  metric_final: number | null
  faithfulness: number | null
  created_at: number
  finished_at: number | null
  elapsed_ms: number
  message: string | null
  certificate: string | null
}

/** A row of `runs` as SQLite gives it. */
export interface RunRow extends SummaryRow {
  metric_sense: 1 | -1
  d_model: number
  shape: string
  config: string | null
  provenance: string | null
  settings: string | null
  measurements: string | null
  scores: Uint8Array | null
  owner: string | null
  owned_at: number | null
  deleted_by: string | null
}

const METHOD_WORDS = [...METHOD_NAMES, 'import'] as const
const wholeNumber = z.int().nonnegative()
/** Columns whose type alone does not say what they may hold. */
const COLUMNS = {
  state: z.enum(RUN_STATES),
  method: z.enum(METHOD_WORDS),
  metric: z.enum(METRICS),
  test_order: METHODS.acdc.config.shape.order.unwrap().nullable(),
  direction: z.enum(DIRECTIONS).nullable(),
  prompt_count: wholeNumber,
  edges_total: wholeNumber,
  edges_decided: wholeNumber,
  edges_kept: wholeNumber,
  tests_run: wholeNumber,
  borderline: wholeNumber,
  created_at: wholeNumber,
  finished_at: wholeNumber.nullable(),
  elapsed_ms: z.number().nonnegative(),
}
type Column = keyof typeof COLUMNS
const importedSchema = z.object({
  meaning: scoreMeaningSchema.nullable(),
  saidBy: z.enum(['file', 'person']),
})

/** @throws SpoiltError where a column is not as it was written. */
export function rowToSummary(row: SummaryRow): RunSummary {
  const what = nameOf(row)
  const certificate = certificateOf(row)
  const json = (column: 'tags' | 'imported_scores', text: string) => parsed(text, what, column)
  for (const [column, schema] of Object.entries(COLUMNS)) checked(schema, row[column as Column], what, column)
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    tags: checked(z.array(z.string()), json('tags', row.tags), what, 'tags'),
    note: row.note,
    state: row.state,
    method: row.method,
    model: row.model,
    modelName: row.model_name,
    promptsName: row.prompts_name,
    promptCount: row.prompt_count,
    metric: row.metric,
    threshold: row.threshold,
    order: row.test_order,
    absolute: row.absolute === 1,
    variant: row.variant,
    direction: row.direction,
    importedScores: row.imported_scores
      ? checked(importedSchema, json('imported_scores', row.imported_scores), what, 'imported_scores')
      : null,
    edgesTotal: row.edges_total,
    edgesDecided: row.edges_decided,
    edgesKept: row.edges_kept,
    testsRun: row.tests_run,
    outcome: row.outcome,
    metricInitial: row.metric_initial,
    metricFinal: row.metric_final,
    faithfulness: row.faithfulness,
    borderline: row.borderline,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    elapsedMs: row.elapsed_ms,
    message: row.message,
    certificate: certificate && certificateSummary(certificate),
  }
}

/** @throws SpoiltError where it is not as it was written. */
export function certificateOf(row: SummaryRow): Certificate | null {
  if (row.certificate === null) return null
  const what = nameOf(row)
  return checked(certificateSchema, parsed(row.certificate, what, 'certificate'), what, 'certificate')
}

/** The summary of a row that cannot be read: a failed run that says why, so that the others are seen beside it. */
export function unreadable(row: SummaryRow, { message }: Error): RunSummary {
  return {
    ...{ id: row.id, number: row.number, name: row.name, tags: [], note: '', state: 'failed' },
    method: METHOD_WORDS.includes(row.method) ? row.method : 'import',
    ...{ model: row.model, modelName: row.model_name, promptsName: row.prompts_name, promptCount: 0 },
    ...{
      metric: 'kl',
      threshold: null,
      order: null,
      absolute: false,
      variant: null,
      outcome: null,
      direction: null,
      importedScores: null,
    },
    ...{ edgesTotal: 0, edgesDecided: 0, edgesKept: 0, testsRun: 0, borderline: 0, metricInitial: null },
    ...{ metricFinal: null, faithfulness: null, createdAt: row.created_at, finishedAt: null, elapsedMs: 0 },
    message,
    certificate: null,
  }
}

/** As people know it, for messages. */
export function nameOf({ name, number }: Pick<SummaryRow, 'name' | 'number'>): string {
  return name === unnamed(number) ? name : `${name} (run ${number})`
}
