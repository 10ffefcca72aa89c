import { answersText, bosText, type RunDetail } from '../../contract'

/** How the texts of a run's prompts became tokens; nothing for imported circuits. */
export function readingFacts({
  config,
  provenance,
}: Pick<RunDetail, 'config' | 'provenance'>): [string, string][] {
  if (!config) return []
  const { prompts } = config
  return [
    ['BOS', bosText(prompts.bos, provenance?.rowsWithBos, prompts.rows.length)],
    ['Answers', answersText(prompts)],
  ]
}
