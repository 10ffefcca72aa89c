import { DEVICES, MAX_BATCH, MAX_THREADS } from '../../../contract'
import type { Settings } from '../../../contract'
import { oneOf, wholeNumberUpTo } from './options'

/** As typed; what is left out is as the store has it. */
export interface SettingsOptions {
  threads?: string
  batch?: string
  device?: string
}

/** How this one run is computed, in place of the stored settings. */
export function settingsOf({ threads, batch, device }: SettingsOptions): Partial<Settings> {
  return {
    ...(threads !== undefined && { threads: wholeNumberUpTo('--threads', threads, MAX_THREADS) }),
    ...(batch !== undefined && { batch: wholeNumberUpTo('--batch', batch, MAX_BATCH) }),
    ...(device !== undefined && { device: oneOf('--device', DEVICES, device) }),
  }
}
