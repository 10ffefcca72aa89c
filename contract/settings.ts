import { z } from 'zod'
import { bytesText, MAX_MEMORY_BYTES, MIN_MEMORY_BYTES } from './memory'

/** What computes the graphs: the processor, or an accelerator as onnxruntime names it. */
export const DEVICES = ['cpu', 'webgpu', 'dml', 'coreml'] as const
export type Device = (typeof DEVICES)[number]

export const MAX_THREADS = 64
/** K: the most nested cuts that ACDC tries at once. */
export const MAX_BATCH = 16

const threads = z.number().int().min(1).max(MAX_THREADS)

/** The most runs of sweeps that are computed beside each other. */
export const MAX_RUNS_AT_ONCE = 16

/** How runs are computed. None of it belongs to what a run computes: that is its configuration. */
export const settingsSchema = z.object({
  /** null: one for each core, at most 8. */
  threads: threads.nullable(),
  /** Up to so many nested cuts are tried at once, as many as pay off. */
  batch: z.number().int().min(1).max(MAX_BATCH),
  device: z.enum(DEVICES),
  /** What a run may use at most; null: a part of what is free when it begins, see FREE_PART. */
  memoryBytes: z.number().int().min(MIN_MEMORY_BYTES).max(MAX_MEMORY_BYTES).nullable(),
  /** How many runs of a sweep are computed beside each other, who share threads and memory; null: see defaultRunsAtOnce. */
  runsAtOnce: z.number().int().min(1).max(MAX_RUNS_AT_ONCE).nullable(),
})
export type Settings = z.infer<typeof settingsSchema>

export const DEFAULT_SETTINGS: Settings = {
  threads: null,
  batch: MAX_BATCH,
  device: 'cpu',
  memoryBytes: null,
  runsAtOnce: null,
}

/** What a run (or a part of it, where it was resumed) was computed with: nothing is left to choose. */
export interface RunSettings {
  threads: number
  /** null for methods that do not decide edges, which try no cuts. */
  batch: number | null
  device: Device
  /** What was given; without it, a part of what was free when it began. */
  memoryBytes?: number
}

/** The settings as stored, and what there is to choose from on this machine. */
export interface SettingsInfo {
  settings: Settings
  cores: number
  /** What `threads: null` means here. */
  defaultThreads: number
  /** What `runsAtOnce: null` means here. */
  defaultRunsAtOnce: number
  /** What `memoryBytes: null` means here and now. */
  defaultMemoryBytes: number
  /** Those this system may have; what a check finds decides whether they can be used. */
  devices: Device[]
}

/** An accelerator held against the cpu on one model. */
export interface DeviceCheck {
  device: Device
  modelStamp: string
  passed: boolean
  /** One sentence: the largest difference found, or why there is none. */
  message: string
}

/** `2 threads, up to 16 cuts at once, cpu`; the parts of a resumed run one after another. */
export function settingsText(parts: readonly RunSettings[]): string {
  return parts.map(textOf).join('; then ')
}

function textOf({ threads: count, batch, device, memoryBytes }: RunSettings): string {
  const cuts = batch === null ? [] : [batch === 1 ? 'one cut at a time' : `up to ${batch} cuts at once`]
  const memory = memoryBytes ? [`at most ${bytesText(memoryBytes)}`] : []
  return [`${count} ${count === 1 ? 'thread' : 'threads'}`, ...cuts, device, ...memory].join(', ')
}
