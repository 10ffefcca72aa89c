import type { MetricName, RunState, RunSummary } from '../../contract'
import type { TestOrder } from '../../engine'

/** A row of `runs` as SQLite gives it. */
export interface RunRow {
  number: number
  id: string
  name: string
  tags: string
  state: RunState
  method: 'acdc' | 'import'
  model: string
  model_name: string
  prompts_name: string
  prompt_count: number
  metric: MetricName
  metric_sense: 1 | -1
  threshold: number
  test_order: TestOrder
  absolute: 0 | 1
  edges_total: number
  edges_decided: number
  edges_kept: number
  tests_run: number
  borderline: number
  metric_initial: number | null
  metric_final: number | null
  created_at: number
  finished_at: number | null
  elapsed_ms: number
  message: string | null
  d_model: number
  shape: string
  config: string | null
  provenance: string | null
  measurements: string | null
  scores: Uint8Array | null
  owner: string | null
  deleted_by: string | null
}

export function rowToSummary(row: RunRow): RunSummary {
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
    edgesTotal: row.edges_total,
    edgesDecided: row.edges_decided,
    edgesKept: row.edges_kept,
    testsRun: row.tests_run,
    metricInitial: row.metric_initial,
    metricFinal: row.metric_final,
    borderline: row.borderline,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    elapsedMs: row.elapsed_ms,
    message: row.message,
  }
}
