import { stringify } from 'devalue'
import { PatchbayError } from '../../contract'
import type {
  Certificate,
  ImportedScores,
  RunConfig,
  RunMeasurements,
  RunProvenance,
  RunSettings,
  RunState,
  RunSummary,
} from '../../contract'
import type { GraphShape } from '../../engine/host'
import { toBlob } from './columns'
import type { SqlValue } from './database'

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
  variant?: string | null
  /** `Run 14` where left out. */
  name?: string
  tags?: string[]
  metricSense: 1 | -1
  dModel: number
  shape: GraphShape
  config: RunConfig | null
  provenance: RunProvenance | null
  certificate?: Certificate | null
  settings?: RunSettings[]
  scores?: Float64Array
  importedScores?: ImportedScores | null
  /** Hash of all that determines its result; missing where nothing is computed. */
  configuration?: string
  /** The lease of the Patchbay that computes it. */
  owner: string | null
}

/** Hashes of what a run was given, and what computed it. */
export type RunOrigin = Pick<RunProvenance, 'modelHash' | 'dataHash' | 'patchbayVersion'>

/** What people call a run; any Patchbay may change it at any time. */
export type RunLabels = Partial<Pick<RunSummary, 'name' | 'tags' | 'note'>>

/** What happens to a run while it is computed; its owner alone may say so. */
export interface RunChange {
  state?: RunState
  message?: string | null
  finishedAt?: number | null
  elapsedMs?: number
  metricInitial?: number | null
  metricFinal?: number | null
  outcome?: string | null
  testsRun?: number
  scores?: Float64Array
  importedScores?: ImportedScores
  measurements?: RunMeasurements
  /** Of its model, where it had none before. */
  certificate?: Certificate
  /** null where it ends. */
  owner?: null
}

/** A run that this Patchbay computed and that is no longer its own: another one ended its lease. Nothing was written. */
export class NotOwnerError extends PatchbayError {
  constructor(name: string) {
    super('conflict', `${name} no longer belongs to this Patchbay: it changes nothing there.`)
  }
}

export const INSERT = `
  INSERT INTO runs (id, name, tags, state, method, model, model_name, prompts_name, prompt_count, metric, metric_sense,
    threshold, test_order, absolute, variant, direction, edges_total, created_at, d_model, shape, config, provenance, certificate, settings, scores, imported_scores, configuration, owner,
    owned_at)
  VALUES (:id, :name, :tags, :state, :method, :model, :modelName, :promptsName, :promptCount, :metric, :metricSense,
    :threshold, :order, :absolute, :variant, :direction, :edgesTotal, :createdAt, :dModel, :shape, :config, :provenance, :certificate, :settings, :scores, :importedScores, :configuration, :owner,
    :ownedAt)`

/** The values of `INSERT`. */
export function insertedValues(id: string, run: NewRun): Record<string, SqlValue> {
  return {
    id,
    name: run.name ?? '',
    tags: JSON.stringify(run.tags ?? []),
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
    variant: run.variant ?? null,
    direction: run.direction,
    edgesTotal: run.edgesTotal,
    createdAt: Date.now(),
    dModel: run.dModel,
    shape: JSON.stringify(run.shape),
    config: run.config && JSON.stringify(run.config),
    provenance: run.provenance && JSON.stringify(run.provenance),
    certificate: run.certificate ? JSON.stringify(run.certificate) : null,
    settings: run.settings ? JSON.stringify(run.settings) : null,
    scores: run.scores ? toBlob(run.scores) : null,
    importedScores: run.importedScores ? JSON.stringify(run.importedScores) : null,
    configuration: run.configuration ?? null,
    owner: run.owner,
    ownedAt: run.owner && Date.now(),
  }
}

export function changedColumns(change: RunChange): Record<string, SqlValue | undefined> {
  return {
    state: change.state,
    message: change.message,
    finished_at: change.finishedAt,
    elapsed_ms: change.elapsedMs,
    metric_initial: change.metricInitial,
    metric_final: change.metricFinal,
    outcome: change.outcome,
    tests_run: change.testsRun,
    scores: change.scores && toBlob(change.scores),
    imported_scores: change.importedScores && JSON.stringify(change.importedScores),
    measurements: change.measurements && stringify(change.measurements),
    faithfulness: change.measurements?.faithfulness,
    certificate: change.certificate && JSON.stringify(change.certificate),
    owner: change.owner,
  }
}
