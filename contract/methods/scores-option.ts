import { PatchbayError } from '../error'
import { METRICS } from '../metric'
import type { ScoreReading } from '../score-meaning'
import { DIRECTIONS } from '../vocabulary'
import { oneOf } from './options'

const READINGS = ['effect', 'gain'] as const satisfies ScoreReading['kind'][]

/** Of methods that take a circuit: which, and which of its edges come first. */
export const circuitOptions = {
  circuit: {
    flag: '--circuit',
    value: '<FILE>',
    help: 'a circuit file (EAP-IG / MIB graph JSON), or run:ID',
    isRequired: true,
    reads: 'circuit',
  },
  by: {
    flag: '--by',
    value: '<HOW>',
    help: 'best by score: signed (what matters most first) or absolute',
    default: 'absolute',
  },
} as const

/** What a person says that a circuit's scores are. */
export const scoresOptions = {
  scores: {
    flag: '--scores',
    value: '<KIND>',
    help: 'what the scores of a file are that does not say: effect (metric patched - metric before) or gain (of a loss: positive = matters)',
  },
  scoresMetric: {
    flag: '--scores-metric',
    value: '<NAME>',
    help: `of --scores effect: what it is an effect on: ${METRICS.join(', ')}`,
  },
  scoresDirection: {
    flag: '--scores-direction',
    value: '<D>',
    help: 'of --scores effect: noising or denoising',
  },
} as const

/** The other way round. */
export function readingSpelled(reading: ScoreReading | undefined): Record<string, string> {
  if (!reading) return {}
  if (reading.kind === 'gain') return { scores: 'gain' }
  return { scores: 'effect', scoresMetric: reading.metric, scoresDirection: reading.direction }
}

/**
 * These options as typed; which sign of an effect matters depends on its metric and direction.
 * @throws PatchbayError (bad-input) for an effect without them, and for them without an effect.
 */
export function readingOf({
  scores,
  scoresMetric: metric,
  scoresDirection: direction,
}: {
  scores?: string
  scoresMetric?: string
  scoresDirection?: string
}): ScoreReading | undefined {
  const details = [
    ['--scores-metric', metric],
    ['--scores-direction', direction],
  ] as const
  const kind = scores === undefined ? undefined : oneOf('--scores', READINGS, scores)
  if (kind === 'effect' && metric !== undefined && direction !== undefined) {
    return {
      kind,
      metric: oneOf('--scores-metric', METRICS, metric),
      direction: oneOf('--scores-direction', DIRECTIONS, direction),
    }
  }
  const missing = details.find(([, value]) => value === undefined)
  if (kind === 'effect' && missing) {
    throw new PatchbayError(
      'bad-input',
      `--scores effect needs ${missing[0]} too: whether a positive effect hurts depends on the metric and the direction.`,
    )
  }
  const idle = details.find(([, value]) => value !== undefined)
  if (idle) throw new PatchbayError('bad-input', `${idle[0]} belongs to --scores effect.`)
  return kind === 'gain' ? { kind } : undefined
}
