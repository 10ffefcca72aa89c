import { z } from 'zod'

/** A run that goes on from another one: its first `step` decisions are taken as that run made them. */
export const startFromSchema = z.object({
  runId: z.string().min(1),
  /** How many of its decisions are taken over. */
  step: z.number().int().positive(),
  /** Of these decisions (see RunFork); the host fills it in, and refuses where that run's are others by now. */
  decisionsHash: z.string().optional(),
})
export type StartFrom = z.output<typeof startFromSchema>

/** What decisions are compared with, from a step (counted from 0) on. */
export interface ThresholdPart {
  fromStep: number
  threshold: number
  absolute: boolean
}

/** What a fork took over when it began; the run that it is from may be deleted since. */
export interface RunFork {
  run: { id: string; number: number; name: string }
  /** How many decisions were taken over. */
  step: number
  /** SHA-256 of these decisions: `[step]` edge as int32, then `[step]` kept as a byte. */
  decisionsHash: string
  /** What they were compared with, in the order of the steps. */
  parts: ThresholdPart[]
  /** What made them. */
  patchbayVersion: string
}

/** A run as far as its thresholds are looked at. */
export interface ForkedRun {
  summary: { threshold: number | null; absolute: boolean }
  provenance: { fork?: RunFork } | null
}

/** All thresholds of a run, a fork's own last; none where the method has none. */
export function thresholdParts({ summary, provenance }: ForkedRun): ThresholdPart[] {
  const { threshold, absolute } = summary
  if (threshold === null) return []
  const fork = provenance?.fork
  return [...(fork?.parts ?? []), { fromStep: fork?.step ?? 0, threshold, absolute }]
}

/** What the decision of a step was compared with; null where the method has no threshold. */
export function thresholdAt(run: ForkedRun, step: number): ThresholdPart | null {
  return thresholdParts(run).findLast(({ fromStep }) => fromStep <= step) ?? null
}

/** `0.02`, or of a fork `0.02 for the first 120 decisions, then 0.01`; null where the method has none. */
export function thresholdsText(run: ForkedRun): string | null {
  const parts = thresholdParts(run)
  if (parts.length === 0) return null
  const named = parts.map(({ threshold, absolute }) => (absolute ? `|${threshold}|` : String(threshold)))
  const mixed = new Set(parts.map(({ absolute }) => absolute)).size > 1
  const texts = mixed ? named : parts.map(({ threshold }) => String(threshold))
  return texts
    .map((text, i) => (i < parts.length - 1 ? `${text} to decision ${parts[i + 1].fromStep}` : text))
    .join(', then ')
}

/** `Run 3 at decision 120: up to there at threshold 0.02` */
export function forkText({ run: { name, number }, step, parts }: RunFork): string {
  const source = name === `Run ${number}` ? name : `${name} (run ${number})`
  const thresholds = [...new Set(parts.map(({ threshold }) => String(threshold)))]
  return `${source} at decision ${step}: up to there at threshold ${thresholds.join(', then ')}`
}
