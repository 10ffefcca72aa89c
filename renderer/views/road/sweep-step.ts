import type { SweepDetail } from '../../../contract'
import { compareRuns } from '../../state/compare'
import { openRun } from '../../state/open-run'
import { shownValues } from '../../state/sweep-words'
import { shownSweep, useSweepChoice, useSweeps } from '../../state/sweeps'
import { formatCount, formatPlural } from '../../widgets/format'
import { openPoint, runOfPoint } from '../sweep/open-point'
import type { RoadLink, RoadStep } from './road-step'

/** From a sweep to one of its circuits, its judgement, or several of them beside each other. */
export function useSweepStep(): RoadStep {
  const choice = useSweepChoice()
  const detail = useSweeps((store) => store.detail)
  const shown = shownSweep(detail, choice)
  return shown ? sweepStep(shown, choice.point) : NO_SWEEP
}

const NO_SWEEP: RoadStep = {
  has: 'No sweep on screen',
  next: [],
  missing: 'Start one: each of its circuits can then be opened, judged and compared.',
}

/** `selected`: the position of a circuit among the points. */
export function sweepStep(detail: SweepDetail, selected: number | null): RoadStep {
  const { points, summary } = detail
  const known = points.filter(({ edges }) => edges !== null).length
  const counts = `${formatCount(known)} of ${formatPlural(points.length, 'circuit')} found`
  const point = selected === null ? undefined : points[selected]
  const next = [...(point ? linksOf(detail, point) : []), ...compareLinks(detail)]
  const has = point ? `${shownValues(point.values)} of ${summary.name}` : counts
  return next.length > 0
    ? { has, next }
    : { has, next, missing: 'A point or a row leads to its circuit and to its judgement.' }
}

function linksOf(detail: SweepDetail, point: SweepDetail['points'][number]): RoadLink[] {
  const run = runOfPoint(point, detail)
  const judgement = point.judge === null ? null : detail.members[point.judge].run
  const links: RoadLink[] = []
  if (run)
    links.push({
      view: 'discover',
      along: 'with this circuit',
      hint: 'Shows the circuit as a graph',
      go: () => void openPoint(point, run, detail.spec),
    })
  if (judgement)
    links.push({ view: 'judge', hint: 'Its judgement in full', go: () => void openRun(judgement) })
  return links
}

/** As many as stay readable beside each other, over the whole range. */
const MOST_BESIDE = 6

function compareLinks({ points, members }: SweepDetail): RoadLink[] {
  const found = points.flatMap(({ find }) => (find === null ? [] : (members[find].run ?? [])))
  const ids = [...new Set(found.filter(({ state }) => state === 'done').map(({ id }) => id))]
  if (ids.length < 2) return []
  const beside = spreadOver(ids, MOST_BESIDE)
  return [
    {
      view: 'compare',
      along: `with ${countText(beside.length, ids.length)}`,
      hint: 'Circuits of the sweep beside each other, and how much each two share',
      go: () => compareRuns(beside),
    },
  ]
}

/** `4 circuits`, `6 of 11 circuits` */
function countText(count: number, all: number): string {
  return count === all
    ? formatPlural(all, 'circuit')
    : `${formatCount(count)} of ${formatPlural(all, 'circuit')}`
}

/** At most `most` of them, the first and the last among them. */
function spreadOver<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))])
}
