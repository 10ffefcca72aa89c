import type { TitledRun } from '../../../contract'
import { shownTitle } from '../../state/shown-title'

/**
 * Short names of runs beside each other: what of their titles only some of them have, as what all have would be
 * repeated in each. `3 · τ 0.05` of `3 · ACDC τ 0.05 KL, IOI` among runs that differ in their threshold.
 */
export function distinctTitles(runs: readonly TitledRun[]): string[] {
  const titles = runs.map((run) => partsOf(shownTitle(run)))
  const isShared = (part: string) => titles.length > 1 && titles.every((parts) => parts.includes(part))
  return runs.map((run, at) => {
    const own = titles[at].filter((part) => !isShared(part)).join(' ')
    return own ? `${run.number} · ${own.replace(/,$/, '')}` : String(run.number)
  })
}

/** Its words, each threshold with its sign. */
function partsOf(title: string): string[] {
  return title.match(/τ \S+|\S+/g) ?? []
}
