import type { Ablation } from '../../contract'
import { CorruptMeans, isMean } from './ablation'
import { CaptureMemory } from './capture-memory'
import { inBatches, paddedLength, type Experiment } from './experiment'
import { promptsPerGradient } from './gradient-memory'
import {
  captured,
  captureSession,
  MAX_CAPTURE_BYTES,
  promptsPerBatch,
  runPairs,
  senderCount,
  type BatchLimits,
  type PairedRuns,
} from './paired-runs'

/** What is computed of a part of the prompts stays below this where more may be used. */
export const MAX_PART_BYTES = 1024 * 2 ** 20

/** The prompts in parts of at most `size`, in order; all are padded to the longest prompt of all. */
export function promptParts(experiment: Experiment, size: number): Experiment[] {
  const length = paddedLength(experiment)
  const numbered = experiment.pairs.map((pair, i) => ({ ...pair, row: pair.row ?? i }))
  return inBatches(numbered, size).map((pairs) => ({ ...experiment, pairs, part: { length } }))
}

/** Parts for passes forward and backward. */
export function gradientParts(experiment: Experiment): Experiment[] {
  return promptParts(experiment, promptsAtOnce(experiment))
}

/** How many prompts such a part has at most. */
export function promptsAtOnce(experiment: Experiment): number {
  return promptsPerGradient(
    experiment.config,
    paddedLength(experiment),
    experiment.partBytes ?? MAX_PART_BYTES,
  )
}

/** Parts of which all senders' values in both runs are kept. */
export function senderParts(experiment: Experiment): Experiment[] {
  return promptParts(experiment, promptsWithSenders(experiment))
}

/** How many prompts such a part has at most: its values of one run take a quarter of what a part may. */
export function promptsWithSenders(experiment: Experiment): number {
  const { config, partBytes = MAX_PART_BYTES } = experiment
  return promptsPerBatch(config, paddedLength(experiment), Math.min(MAX_CAPTURE_BYTES, partBytes / 4))
}

/** The clean and the corrupt run of a part. */
export function runsOf(
  part: Experiment,
  limits: Pick<BatchLimits, 'atOnceBytes' | 'memory'> = {},
): Promise<PairedRuns> {
  const { config, weights, pairs, threads } = part
  return runPairs(config, weights, pairs, threads, { length: paddedLength(part), ...limits })
}

/**
 * Of all senders over the corrupt prompts of all parts, by a pass of its own; null where no mean is asked for, and where
 * a single part has all that it is made of.
 */
export async function senderMeans(
  parts: readonly Experiment[],
  ablation: Ablation,
): Promise<CorruptMeans | null> {
  return parts.length === 1 ? null : corruptMeans(parts, ablation)
}

/** Of however many parts; null where no mean is asked for. */
export async function corruptMeans(
  parts: readonly Experiment[],
  ablation: Ablation,
): Promise<CorruptMeans | null> {
  if (!isMean(ablation)) return null
  const { config, weights, threads } = parts[0]
  const length = paddedLength(parts[0])
  const session = await captureSession(config, weights, length, threads)
  try {
    const into = new CaptureMemory()
    let means: CorruptMeans | null = null
    for (const { pairs } of parts) {
      into.takeBack()
      const { senders } = await captured({ session, config, weights, length, into }, pairs, 'corrupt')
      const values = { data: senders, pairs, slots: senderCount(config), positions: length }
      means ??= CorruptMeans.like(values, ablation)
      means.add(values)
    }
    return means
  } finally {
    await session.release()
  }
}
