import { baseRun, effectFacts } from '../../state/effect-facts'
import { formatSigned, shownValue, VALUE_NAME, valueSource, type ValueSource } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'

/** Facts that belong together, under a title. */
export interface FactGroup {
  title: string
  facts: [name: string, value: string][]
}

export const UNDECIDED_GROUP: FactGroup = { title: 'Decision', facts: [['Decision', 'undecided']] }

/** Base run + effect = patched run: the edge alone, all others as they are. */
export function effectGroup(run: LiveRun, edge: number): FactGroup[] {
  const { summary, detail } = run
  const source = valueSource(run, edge)
  const effect = source === 'estimate' ? shownValue(run, edge) : run.effect[edge]
  const base = detail.measurements?.[baseRun(summary.direction)].mean[summary.metric] ?? summary.metricInitial
  if (Number.isNaN(effect) || base === null) return []
  const { metric, direction } = summary
  return [
    {
      title: 'This edge alone patched',
      facts: effectFacts({ metric, direction, base, effect, isEstimate: source === 'estimate' }),
    },
  ]
}

/** One number of an edge, with its name. */
export interface EdgeNumber {
  source: ValueSource
  value: number
}

/** The numbers an edge is listed with: its effect where it was measured, and the harm by which ACDC decided. */
export function edgeNumbers(run: LiveRun, edge: number): EdgeNumber[] {
  const numbers = [{ source: valueSource(run, edge), value: shownValue(run, edge) }]
  if (numbers[0].source === 'effect') numbers.push({ source: 'harm', value: run.delta[edge] })
  return numbers.filter(({ value }) => !Number.isNaN(value))
}

/** `effect −0.4200, harm of removal +0.3900` */
export function numbersText(run: LiveRun, edge: number): string {
  return edgeNumbers(run, edge)
    .map(({ source, value }) => `${VALUE_NAME[source]} ${formatSigned(value)}`)
    .join(', ')
}
