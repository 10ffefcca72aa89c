import { availableParallelism } from 'node:os'
import { decidesEdges, PatchbayError } from '../../../contract'
import type { Device, RunMethod, RunSettings, Settings, SettingsInfo } from '../../../contract'
import type { Store } from '../../store'
import { devicesOf } from '../process/device-check'

/** How many runs of a sweep are computed beside each other where nobody says: see docs/performance.md. */
export function defaultRunsAtOnce(): number {
  return 1
}

/** The settings as stored, and what there is to choose from here. */
export async function settingsInfo(store: Store): Promise<SettingsInfo> {
  const { budgetOf, defaultThreads } = await import('../../../engine/host')
  return {
    settings: store.settings.read(),
    cores: availableParallelism(),
    defaultThreads: defaultThreads(),
    defaultRunsAtOnce: defaultRunsAtOnce(),
    defaultMemoryBytes: budgetOf().bytes,
    devices: devicesOf(process.platform),
  }
}

/** What a run that starts now is computed with: the stored settings, but for those that were `chosen` for it. */
export async function settingsForRun(
  method: RunMethod,
  store: Store,
  chosen: Partial<Settings> = {},
): Promise<RunSettings> {
  const { defaultThreads } = await import('../../../engine/host')
  const { threads, batch, device, memoryBytes } = { ...store.settings.read(), ...withoutGaps(chosen) }
  checkDeviceName(device)
  return {
    threads: threads ?? defaultThreads(),
    batch: decidesEdges(method) ? batch : null,
    device,
    ...(memoryBytes !== null && { memoryBytes }),
  }
}

/**
 * The parts of a run that is resumed now. Threads, memory and cuts at once are the present ones, since no decision depends on
 * them. The device stays, because another one rounds differently.
 */
export async function settingsForResume(
  method: RunMethod,
  store: Store,
  before: RunSettings[],
  chosen: Partial<Settings> = {},
): Promise<RunSettings[]> {
  const last = before.at(-1)
  const next = await settingsForRun(method, store, { ...chosen, device: last?.device ?? 'cpu' })
  const isSame =
    last?.threads === next.threads && last.batch === next.batch && last.memoryBytes === next.memoryBytes
  return isSame ? before : [...before, next]
}

/** @throws PatchbayError (bad-input) for a device that this system cannot have. */
export function checkDeviceName(device: Device): void {
  const devices = devicesOf(process.platform)
  if (devices.includes(device)) return
  throw new PatchbayError('bad-input', `${device} is not for this system: choose ${devices.join(' or ')}.`)
}

/** What was left out must not cover what is stored. */
function withoutGaps(chosen: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined))
}
