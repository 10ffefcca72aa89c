import { DEVICES, MAX_BATCH, MAX_THREADS, memoryBytesOf, oneOf, PatchbayError } from '../../../../contract'
import type { Settings } from '../../../../contract'

/** As typed; what is left out is as the store has it. */
export interface SettingsOptions {
  threads?: string
  batch?: string
  device?: string
  memory?: string
}

/** How this one run is computed, in place of the stored settings. */
export function settingsOf({ threads, batch, device, memory }: SettingsOptions): Partial<Settings> {
  return {
    ...(threads !== undefined && { threads: wholeNumberUpTo('--threads', threads, MAX_THREADS) }),
    ...(batch !== undefined && { batch: wholeNumberUpTo('--batch', batch, MAX_BATCH) }),
    ...(memory !== undefined && { memoryBytes: memoryBytesOf('--memory', memory) }),
    ...(device !== undefined && { device: oneOf('--device', DEVICES, device) }),
  }
}

/** @throws PatchbayError (bad-input) for anything but a whole number from 1 to `most`. */
function wholeNumberUpTo(flag: string, text: string, most: number): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= 1 && number <= most) return number
  throw new PatchbayError('bad-input', `${flag} must be a whole number from 1 to ${most}, not "${text}".`)
}
