import type {
  IdentifiedModel,
  ModelInfo,
  RunConfig,
  RunProvenance,
  RunSettings,
  Settings,
} from '../../../contract'
import { pinnedPath } from '../files/model-path'
import type { PreparedPrompts } from '../files/reading/reading-tasks'
import type { HostContext } from '../requests/host-context'
import { configurationId, idOfRun } from './configuration-id'
import { refuseOtherGround, type Beginning } from './fork'
import { hostMethodOf } from './methods'
import { provenanceOf } from './provenance'
import { settingsForRun } from './run-settings'

/** What a run is to be computed from, as it was read. */
export interface OpenedRun {
  /** Completed: nothing is left open. */
  config: RunConfig
  model: ModelInfo
  settings: RunSettings
  prepared: PreparedPrompts
  /** What it takes over of another run. */
  begins: Beginning | null
}

/** The same, with what it is. */
export interface IdentifiedRun extends Omit<OpenedRun, 'model'> {
  model: IdentifiedModel
  provenance: RunProvenance
  /** Hash of all that determines its result. */
  configuration: string
}

/** Reads model and prompts, without looking whether the run can be computed. @throws PatchbayError (bad-input) */
export async function openForRun(
  given: RunConfig,
  chosen: Partial<Settings> | undefined,
  { models, store }: HostContext,
  signal: AbortSignal,
): Promise<OpenedRun> {
  const config = hostMethodOf(given.method).completed?.(given, store()) ?? given
  const begins = hostMethodOf(config.method).beginning?.(config, store()) ?? null
  // The very model whose decisions are taken over, whatever commit its name leads to by now.
  const path = pinnedPath(config.model, begins?.source.provenance?.modelSource)
  const model = await models.open(path, signal)
  const settings = await settingsForRun(config.method, store(), chosen)
  const prepared = await models.preparePrompts({ ...config, model: path }, signal)
  return { config, model, settings, prepared, begins }
}

/** Says what the run is, for which large weights are read through. */
export async function identifyRun(
  { model: opened, ...run }: OpenedRun,
  { models, store }: HostContext,
): Promise<IdentifiedRun> {
  const { config, settings, prepared, begins } = run
  const model = await models.identified(opened)
  const fork = begins && { fork: begins.fork }
  const provenance = { ...(await provenanceOf(model, config, prepared)), ...fork }
  const from = { provenance, device: settings.device }
  return { ...run, model, provenance, configuration: configurationId(config, from, idOfRun(store())) }
}

/** @throws PatchbayError where it cannot be computed as it is configured, or not on its device. */
export async function requireComputable(
  { config, model, settings, prepared, begins }: IdentifiedRun,
  { store, devices }: HostContext,
  signal: AbortSignal,
): Promise<void> {
  if (begins) refuseOtherGround(begins, config, model, prepared.dataHash)
  const { checkMethodConfig } = await import('../../../engine/host')
  const wanted = { shape: model.shape, model: model.identity }
  const inputs = hostMethodOf(config.method).inputs?.(config, wanted, store()) ?? {}
  checkMethodConfig(prepared.architecture, config, inputs, prepared.pairs)
  await devices.require(model, settings.device, signal)
  signal.throwIfAborted()
}
