import { definitionOf } from './methods'
import type { RunDetail } from './run'
import type { ScoreMeaning } from './score-meaning'

/**
 * What the scores of a run are: of an imported circuit what its file or a person said; of all others what they were
 * made with. null where there are none, or their meaning is unknown.
 */
export function meaningOfRun({
  summary,
  config,
}: Pick<RunDetail, 'summary' | 'config'>): ScoreMeaning | null {
  if (summary.importedScores) return summary.importedScores.meaning
  return config && definitionOf(config.method).scores(config)
}
