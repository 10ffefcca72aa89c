import { createHash } from 'node:crypto'
import { PatchbayError } from '../../../contract'
import type { Device, RunConfig, RunProvenance } from '../../../contract'
import type { Store } from '../../store'
import { hostMethodOf } from './methods'
import { edgeScores, keptEdges } from './run-circuit'

/** What a run's result depends on, besides its configuration. */
interface ComputedFrom {
  provenance: Pick<RunProvenance, 'modelHash' | 'dataHash' | 'patchbayVersion' | 'onnxruntimeVersion'>
  /** Another one rounds differently; threads, memory and cuts at once change no decision. */
  device: Device
}

/**
 * Hash of all that determines the result of a run: two runs that have the same give the same, on whatever machine. Where
 * the model's files are and what the prompts are called does not count.
 * @throws PatchbayError (not-found) where it takes something from a run that is no longer there.
 */
export function configurationId(
  config: RunConfig,
  { provenance, device }: ComputedFrom,
  idOfRun: (runId: string) => string,
): string {
  const { modelHash, dataHash, patchbayVersion, onnxruntimeVersion } = provenance
  const options: Record<string, unknown> =
    hostMethodOf(config.method).determinants?.(config, idOfRun) ?? config
  const { model: _model, prompts: _prompts, ...chosen } = options
  return hashOf({
    options: { ablation: 'resample', ...withoutGaps(chosen) },
    model: modelHash,
    data: dataHash,
    engine: { patchbayVersion, onnxruntimeVersion, device },
  })
}

/** That of a run that others take something from: what determined it, or, where that is not known, what it found so far. */
export function idOfRun(store: Store): (runId: string) => string {
  return (runId) => recordedId(runId, store) ?? contentId(runId, store)
}

/** Finds out of finished runs from before it was recorded what determined them. */
export function recordConfigurations(store: Store): void {
  for (const id of store.runs.withoutConfiguration()) recordedId(id, store)
}

/** null where the run is not finished, was not computed, or takes something from a run that is no longer there. */
function recordedId(runId: string, store: Store): string | null {
  if (store.runs.summary(runId).state !== 'done') return null
  const known = store.runs.configurationOf(runId)
  if (known !== null) return known
  const { config, provenance, settings } = store.runs.get(runId)
  if (!config || !provenance) return null
  const device = settings.at(-1)?.device ?? 'cpu'
  try {
    const id = configurationId(config, { provenance, device }, idOfRun(store))
    store.runs.recordConfiguration(runId, id)
    return id
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'not-found') return null
    throw error
  }
}

function contentId(runId: string, store: Store): string {
  const run = { ...store.runs.get(runId), ...store.journal.read(runId) }
  const { summary, shape, decisions, effects, scores } = run
  const hasFound = scores !== null || decisions.edge.length > 0 || effects.edge.length > 0
  if (!hasFound) return runId
  const meaning = summary.importedScores?.meaning ?? null
  return hashOf({ shape, meaning, edges: [...keptEdges(run)], scores: [...edgeScores(run)].map(String) })
}

function withoutGaps(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
}

/** Keys in one order, so that the same value has the same text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}
