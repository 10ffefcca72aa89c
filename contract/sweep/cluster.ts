import { z } from 'zod'

/** A Patchbay on some machine that takes runs of sweeps from a Redis, as it says itself. */
export interface ClusterWorker {
  /** As it was given; several may have the same. */
  name: string
  patchbayVersion: string
  onnxruntimeVersion: string
  /** Names of the models in the folders that it was given. */
  models: string[]
  /** What it computes, in a sentence; null while it waits. */
  computes: string | null
}

/** Whether a Redis can be used just now; where it cannot, it is tried again until it can. */
export interface RedisState {
  /** Whether it answers. */
  isThere: boolean
  /** Why it takes nothing at present, and what mends it (`it is full: ...`); null where it takes what it is given. */
  refusal: string | null
}

/** What is wrong with a Redis, as said of it; null where nothing is. */
export function redisTrouble({ isThere, refusal }: RedisState): string | null {
  if (!isThere) return 'does not answer'
  return refusal === null ? null : `takes nothing at present (${refusal})`
}

/** A Redis that this Patchbay is connected to. */
export interface Cluster extends RedisState {
  /** As it may be shown: without its password. */
  url: string
  /** As they were when it last answered. */
  workers: ClusterWorker[]
}

export interface ClusterInfo {
  /** The address that was connected to last, without its password, which is not kept. */
  remembered: string | null
  /** null where there is no connection. */
  current: Cluster | null
  /** What workers must have, too. */
  engine: Pick<ClusterWorker, 'patchbayVersion' | 'onnxruntimeVersion'>
}

/** What an array script has besides its sweep. */
export const arrayScriptSchema = z.object({
  /** How many tasks run at a time at most; null for as many as there is room for. */
  atOnce: z.number().int().min(1).max(100_000).nullable().default(null),
  /** Lines after `#SBATCH`: `--time=01:00:00`. */
  resources: z.array(z.string()).max(100).default([]),
  /** Lines before the work: `module load nodejs/24`. */
  setup: z.array(z.string()).max(100).default([]),
  /** In front of the program: `apptainer exec patchbay.sif`. */
  container: z.string().default(''),
  /** Runs Patchbay, as a shell reads it; this very program, by its path, where left out. */
  program: z.string().trim().min(1).optional(),
  /** Folders in which tasks look for models, by what they are. */
  models: z.array(z.string().min(1)).max(100).default([]),
  /** Of each task; one for each core where left out. */
  threads: z.number().int().min(1).optional(),
  /** A script with `{{work}}` in it, in place of the usual one. */
  template: z.string().optional(),
})
export type ArrayScriptChoices = z.output<typeof arrayScriptSchema>
