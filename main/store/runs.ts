import { randomBytes } from 'node:crypto'
import { parse, stringify } from 'devalue'
import { LIVE_STATES, PatchbayError } from '../../contract'
import type {
  ImportedScores,
  RunConfig,
  RunMeasurements,
  RunProvenance,
  RunSettings,
  RunState,
  RunSummary,
} from '../../contract'
import type { GraphShape } from '../../engine'
import { fromBlob, toBlob } from './columns'
import type { Database, SqlValue } from './database'
import { rowToSummary, SUMMARY_COLUMNS, type RunRow, type SummaryRow } from './run-row'

/** A run as it enters the store: everything but what is counted, measured or given by the store. */
export interface NewRun extends Pick<
  RunSummary,
  | 'state'
  | 'method'
  | 'model'
  | 'modelName'
  | 'promptsName'
  | 'promptCount'
  | 'metric'
  | 'threshold'
  | 'order'
  | 'absolute'
  | 'direction'
  | 'edgesTotal'
> {
  /** `Run 14` where left out. */
  name?: string
  metricSense: 1 | -1
  dModel: number
  shape: GraphShape
  config: RunConfig | null
  provenance: RunProvenance | null
  settings?: RunSettings[]
  scores?: Float64Array
  importedScores?: ImportedScores | null
  /** The process that computes it. */
  owner: string | null
}

/** What happens to a run after its first moment. */
export interface RunChange {
  name?: string
  tags?: string[]
  state?: RunState
  message?: string | null
  finishedAt?: number | null
  elapsedMs?: number
  metricInitial?: number | null
  metricFinal?: number | null
  testsRun?: number
  scores?: Float64Array
  importedScores?: ImportedScores
  measurements?: RunMeasurements
  settings?: RunSettings[]
  owner?: string | null
}

/** A run's row but its journal. */
export interface StoredRun {
  summary: RunSummary
  config: RunConfig | null
  shape: GraphShape
  dModel: number
  metricSense: 1 | -1
  provenance: RunProvenance | null
  settings: RunSettings[]
  measurements: RunMeasurements | null
  scores: Float64Array | null
  owner: string | null
}

export class RunTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  insert(run: NewRun): RunSummary {
    const id = randomBytes(6).toString('hex')
    this.database.transaction(() => {
      this.database.run(INSERT, {
        id,
        name: run.name ?? '',
        state: run.state,
        method: run.method,
        model: run.model,
        modelName: run.modelName,
        promptsName: run.promptsName,
        promptCount: run.promptCount,
        metric: run.metric,
        metricSense: run.metricSense,
        threshold: run.threshold,
        order: run.order,
        absolute: run.absolute ? 1 : 0,
        direction: run.direction,
        edgesTotal: run.edgesTotal,
        createdAt: Date.now(),
        dModel: run.dModel,
        shape: JSON.stringify(run.shape),
        config: run.config && JSON.stringify(run.config),
        provenance: run.provenance && JSON.stringify(run.provenance),
        settings: run.settings ? JSON.stringify(run.settings) : null,
        scores: run.scores ? toBlob(run.scores) : null,
        importedScores: run.importedScores ? JSON.stringify(run.importedScores) : null,
        owner: run.owner,
      })
      if (!run.name) this.database.run(`UPDATE runs SET name = 'Run ' || number WHERE id = :id`, { id })
    })
    return this.summary(id)
  }

  /** Newest first, without deleted ones. */
  list(): RunSummary[] {
    return this.database
      .all<SummaryRow>(`SELECT ${SUMMARY_COLUMNS} FROM runs WHERE deleted_by IS NULL ORDER BY number DESC`)
      .map(rowToSummary)
  }

  summary(id: string): RunSummary {
    return rowToSummary(this.row<SummaryRow>(id, SUMMARY_COLUMNS))
  }

  get(id: string): StoredRun {
    const row = this.row<RunRow>(id, '*')
    return {
      summary: rowToSummary(row),
      config: row.config ? (JSON.parse(row.config) as RunConfig) : null,
      shape: JSON.parse(row.shape) as GraphShape,
      dModel: row.d_model,
      metricSense: row.metric_sense,
      provenance: row.provenance ? readProvenance(row.provenance) : null,
      settings: row.settings ? (JSON.parse(row.settings) as RunSettings[]) : [],
      measurements: row.measurements ? (parse(row.measurements) as RunMeasurements) : null,
      scores: row.scores ? fromBlob(Float64Array, row.scores) : null,
      owner: row.owner,
    }
  }

  change(id: string, change: RunChange): RunSummary {
    const values = changedColumns(change)
    const columns = Object.keys(values)
    if (columns.length > 0) {
      const assignments = columns.map((column) => `${column} = :${column}`).join(', ')
      this.database.run(`UPDATE runs SET ${assignments} WHERE id = :id`, { ...values, id })
    }
    return this.summary(id)
  }

  /** Hides a run until `restore`; gone for good once the process `deletedBy` is gone (`purge`). */
  delete(id: string, deletedBy: string): void {
    this.summary(id)
    this.database.run('UPDATE runs SET deleted_by = :deletedBy WHERE id = :id', { id, deletedBy })
  }

  restore(id: string): RunSummary {
    this.database.run('UPDATE runs SET deleted_by = NULL WHERE id = :id', { id })
    return this.summary(id)
  }

  /** Removes what was deleted by processes that are gone, journals included. */
  purge(isAlive: (owner: string) => boolean): void {
    const deleters = this.database.all<{ deleted_by: string }>(
      'SELECT DISTINCT deleted_by FROM runs WHERE deleted_by IS NOT NULL',
    )
    for (const { deleted_by } of deleters) {
      if (!isAlive(deleted_by))
        this.database.run('DELETE FROM runs WHERE deleted_by = :deleted_by', { deleted_by })
    }
  }

  /** Runs that a process says it is computing or will compute. */
  live(): { id: string; owner: string | null }[] {
    const states = LIVE_STATES.map((state) => `'${state}'`).join(', ')
    return this.database.all(`SELECT id, owner FROM runs WHERE state IN (${states})`)
  }

  /** Marks a run whose process is gone; false where that process (or another of us) was faster. */
  interruptAbandoned(id: string, owner: string | null, message: string): boolean {
    const states = LIVE_STATES.map((state) => `'${state}'`).join(', ')
    return (
      this.database.run(
        `UPDATE runs SET state = 'interrupted', message = :message, owner = NULL
         WHERE id = :id AND owner IS :owner AND state IN (${states})`,
        { id, owner, message },
      ) > 0
    )
  }

  private row<Row>(id: string, columns: string): Row {
    const row = this.database.get<Row>(`SELECT ${columns} FROM runs WHERE id = :id AND deleted_by IS NULL`, {
      id,
    })
    if (!row) throw new PatchbayError('not-found', `There is no run "${id}" in ${this.database.file}.`)
    return row
  }
}

const INSERT = `
  INSERT INTO runs (id, name, state, method, model, model_name, prompts_name, prompt_count, metric, metric_sense,
    threshold, test_order, absolute, direction, edges_total, created_at, d_model, shape, config, provenance, settings, scores, imported_scores, owner)
  VALUES (:id, :name, :state, :method, :model, :modelName, :promptsName, :promptCount, :metric, :metricSense,
    :threshold, :order, :absolute, :direction, :edgesTotal, :createdAt, :dModel, :shape, :config, :provenance, :settings, :scores, :importedScores, :owner)`

/** What older runs did not record has nothing in it. */
function readProvenance(text: string): RunProvenance {
  return { modelWarnings: [], promptNotes: [], ...(JSON.parse(text) as Partial<RunProvenance>) } as RunProvenance
}

function changedColumns(change: RunChange): Record<string, SqlValue> {
  const columns: Record<string, SqlValue | undefined> = {
    name: change.name,
    tags: change.tags && JSON.stringify(change.tags),
    state: change.state,
    message: change.message,
    finished_at: change.finishedAt,
    elapsed_ms: change.elapsedMs,
    metric_initial: change.metricInitial,
    metric_final: change.metricFinal,
    tests_run: change.testsRun,
    scores: change.scores && toBlob(change.scores),
    imported_scores: change.importedScores && JSON.stringify(change.importedScores),
    measurements: change.measurements && stringify(change.measurements),
    faithfulness: change.measurements?.faithfulness,
    settings: change.settings && JSON.stringify(change.settings),
    owner: change.owner,
  }
  return Object.fromEntries(
    Object.entries(columns).filter((entry): entry is [string, SqlValue] => entry[1] !== undefined),
  )
}
