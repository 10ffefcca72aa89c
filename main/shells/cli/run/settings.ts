import {
  DEVICES,
  MAX_BATCH,
  MAX_RUNS_AT_ONCE,
  MAX_THREADS,
  memoryBytesOf,
  oneOf,
  wholeNumber,
} from '../../../../contract'
import type { Settings } from '../../../../contract'

/** As typed; what is left out is as the store has it. */
export interface SettingsOptions {
  threads?: string
  batch?: string
  device?: string
  memory?: string
  atOnce?: string
}

/** How this one run is computed, in place of the stored settings. */
export function settingsOf({ threads, batch, device, memory, atOnce }: SettingsOptions): Partial<Settings> {
  return {
    ...(threads !== undefined && { threads: wholeNumber('--threads', threads, 1, MAX_THREADS) }),
    ...(batch !== undefined && { batch: wholeNumber('--batch', batch, 1, MAX_BATCH) }),
    ...(memory !== undefined && { memoryBytes: memoryBytesOf('--memory', memory) }),
    ...(atOnce !== undefined && { runsAtOnce: wholeNumber('--at-once', atOnce, 1, MAX_RUNS_AT_ONCE) }),
    ...(device !== undefined && { device: oneOf('--device', DEVICES, device) }),
  }
}
