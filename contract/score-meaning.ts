import { z } from 'zod'
import { PatchbayError } from './error'
import { METRICS, METRIC_SENSE } from './metric'
import { DIRECTIONS, type Direction } from './vocabulary'

/** What made the scores; null where it is not known. No sign depends on it. */
const origin = {
  method: z.string().nullable().default(null),
  ablation: z.string().nullable().default(null),
}

/**
 * What the scores of edges or sites are: it travels with them, so that nobody who reads them guesses their sign.
 * `effect`: patched metric - base metric, raw (or its estimate), so whether a positive one hurts depends on the
 * metric and the direction. `gain`: of a loss, as EAP-IG writes it: positive = matters. `magnitude`: without a sign.
 */
export const scoreMeaningSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('effect'),
    metric: z.enum(METRICS),
    /** Of the metric, as METRIC_SENSE has it. */
    sense: z.union([z.literal(1), z.literal(-1)]),
    direction: z.enum(DIRECTIONS),
    ...origin,
  }),
  z.object({ kind: z.literal('gain'), ...origin }),
  z.object({ kind: z.literal('magnitude'), ...origin }),
])
export type ScoreMeaning = z.infer<typeof scoreMeaningSchema>

/** What is answered for scores that do not say what they are; an effect needs its metric and direction. */
export const scoreReadingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('effect'), metric: z.enum(METRICS), direction: z.enum(DIRECTIONS) }),
  z.object({ kind: z.literal('gain') }),
])
export type ScoreReading = z.infer<typeof scoreReadingSchema>

/** What comes first where scores are read one way. */
export interface RankedReading {
  /** The first few, by name, with their scores as the file has them. */
  edges: { edge: string; score: number }[]
  /** Of logit_diff, kept by the first `top` edges; null where it was not measured or is not defined. */
  faithfulness: number | null
}

/** The two orders that a sign leaves open, beside each other. */
export interface ScoreReadings {
  /** How many edges were taken for the faithfulness. */
  top: number
  positive: RankedReading
  negative: RankedReading
  /** Why nothing could be measured, as a sentence; null where it was, or was not asked. */
  problem: string | null
}

export function meaningOfReading(reading: ScoreReading): ScoreMeaning {
  const unknown = { method: null, ablation: null }
  if (reading.kind === 'gain') return { kind: 'gain', ...unknown }
  return { ...reading, sense: METRIC_SENSE[reading.metric], ...unknown }
}

/** Whether both turn scores alike and call them alike; what made the scores does not matter. */
export function isSameReading(a: ScoreMeaning, b: ScoreMeaning): boolean {
  if (a.kind !== 'effect' || b.kind !== 'effect') return a.kind === b.kind
  return a.metric === b.metric && a.direction === b.direction
}

/**
 * +1 or -1: an effect times this is positive where what was patched serves the clean behaviour: patching it in
 * hurts (noising), or restores (denoising). `sense` is the metric's, see METRIC_SENSE.
 */
export function effectSign(sense: 1 | -1, direction: Direction | null): 1 | -1 {
  return direction === 'denoising' ? (-sense as 1 | -1) : sense
}

/** +1 or -1: a score times this is the larger, the more it matters. */
export function scoreSign(meaning: ScoreMeaning): 1 | -1 {
  return meaning.kind === 'effect' ? effectSign(meaning.sense, meaning.direction) : 1
}

/**
 * [edge] how much each matters, the most first where they are ranked by sign; NaN stays NaN. The only function where
 * scores are turned.
 */
export function importanceOf(scores: ArrayLike<number>, meaning: ScoreMeaning): Float64Array {
  const sign = scoreSign(meaning)
  return Float64Array.from(scores, (score) => sign * score)
}

/** `effect on kl, noising`, `gain of a loss: positive = matters` */
export function scoreMeaningText(meaning: ScoreMeaning, metricName?: string): string {
  const by = meaning.method === null ? '' : ` (${meaning.method})`
  switch (meaning.kind) {
    case 'effect':
      return `effect on ${metricName ?? meaning.metric}, ${meaning.direction}${by}`
    case 'gain':
      return `gain of a loss: positive = matters${by}`
    case 'magnitude':
      return `magnitude, without a sign${by}`
  }
}

/** Methods whose files, before they carried `scores`, held raw effects on their metric in their direction. */
const olderBlockSchema = z.object({
  method: z.enum(['acdc', 'edges', 'eap', 'workflow']),
  metric: z.enum(METRICS),
  direction: z.enum(DIRECTIONS),
  ablation: z.string().nullable().default(null),
})

/**
 * What the `patchbay` block of a file says of its scores; null where it does not say, or there is no block.
 * @throws PatchbayError (bad-input) where it contradicts itself.
 */
export function meaningOfBlock(block: unknown, fileName: string): ScoreMeaning | null {
  if (typeof block !== 'object' || block === null) return null
  if (!('scores' in block)) {
    const older = olderBlockSchema.safeParse(block)
    return older.success ? { kind: 'effect', sense: METRIC_SENSE[older.data.metric], ...older.data } : null
  }
  const said = scoreMeaningSchema.safeParse(block.scores)
  if (!said.success) return null
  const meaning = said.data
  if (meaning.kind !== 'effect' || meaning.sense === METRIC_SENSE[meaning.metric]) return meaning
  throw new PatchbayError(
    'bad-input',
    `${fileName}: "patchbay.scores" says that ${meaning.metric} has the sense ${meaning.sense}, but it is ${METRIC_SENSE[meaning.metric]}: export the file again.`,
  )
}
