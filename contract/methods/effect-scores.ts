import { METRIC_SENSE, type MetricName } from '../metric'
import type { ScoreMeaning } from '../score-meaning'
import type { Ablation, Direction } from '../vocabulary'

/** Scores that are effects on the metric, measured or estimated. */
export function effectScores(
  method: string,
  { metric, ablation = 'resample' }: { metric: MetricName; ablation?: Ablation },
  direction: Direction,
): ScoreMeaning {
  return { kind: 'effect', metric, sense: METRIC_SENSE[metric], direction, method, ablation }
}
