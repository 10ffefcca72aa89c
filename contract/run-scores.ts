import { METRIC_SENSE } from './metric'
import type { RunDetail } from './run'
import type { ScoreMeaning } from './score-meaning'

/**
 * What the scores of a run are: of an imported circuit what its file or a person said; of all others what they were
 * made with. null where there are none, or nobody said.
 */
export function meaningOfRun({
  summary,
  config,
}: Pick<RunDetail, 'summary' | 'config'>): ScoreMeaning | null {
  if (summary.importedScores) return summary.importedScores.meaning
  if (!config) return null
  const { method, metric } = config
  if (method === 'evaluate' || method === 'check') return null
  const ablation = 'ablation' in config && typeof config.ablation === 'string' ? config.ablation : 'resample'
  // AtP*'s GradDrop adds up magnitudes.
  if (method === 'attribution' && config.variant === 'atp-star')
    return { kind: 'magnitude', method, ablation }
  const direction = method === 'acdc' ? 'noising' : config.direction
  return { kind: 'effect', metric, sense: METRIC_SENSE[metric], direction, method, ablation }
}
