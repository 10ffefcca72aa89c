import type { Direction, ImportedScores, MetricName, RunMethod, RunState, RunSummary } from '../../contract'
import type { TestOrder } from '../../engine'

/** What a summary is made of: a list of runs need not read prompts, measurements and scores. */
export const SUMMARY_COLUMNS = `number, id, name, tags, state, method, model, model_name, prompts_name, prompt_count,
  metric, threshold, test_order, absolute, direction, imported_scores, edges_total, edges_decided, edges_kept, tests_run, borderline,
  metric_initial, metric_final, faithfulness, created_at, finished_at, elapsed_ms, message`

export interface SummaryRow {
  number: number
  id: string
  name: string
  tags: string
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
  direction: Direction | null
  imported_scores: string | null
  edges_total: number
  edges_decided: number
  edges_kept: number
  tests_run: number
  borderline: number
  metric_initial: number | null
  metric_final: number | null
  faithfulness: number | null
  created_at: number
  finished_at: number | null
  elapsed_ms: number
  message: string | null
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

export function rowToSummary(row: SummaryRow): RunSummary {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    tags: JSON.parse(row.tags) as string[],
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
    direction: row.direction,
    importedScores: row.imported_scores ? (JSON.parse(row.imported_scores) as ImportedScores) : null,
    edgesTotal: row.edges_total,
    edgesDecided: row.edges_decided,
    edgesKept: row.edges_kept,
    testsRun: row.tests_run,
    metricInitial: row.metric_initial,
    metricFinal: row.metric_final,
    faithfulness: row.faithfulness,
    borderline: row.borderline,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    elapsedMs: row.elapsed_ms,
    message: row.message,
  }
}
