import { MIB_SIZES } from '../methods'
import { AXIS_FACTS, valueProblem, type NumberAxisName } from './axes'
import { MAX_SWEEP_POINTS } from './spec'

/** Neighbours that differ by less than this ratio are written with a digit more. */
const CLOSE_RATIO = 1.2

/** Both ends and what is between them, evenly spaced by ratio; by difference where one is not positive. */
export function spacedValues(from: number, to: number, count: number): number[] {
  if (![from, to, count].every(Number.isFinite) || count < 1) return []
  const steps = Math.min(Math.floor(count), MAX_SWEEP_POINTS) - 1
  if (steps < 1) return [from]
  const isByRatio = from > 0 && to > 0
  const ratio = Math.max(to / from, from / to) ** (1 / steps)
  const digits = isByRatio && ratio >= CLOSE_RATIO ? 2 : 4
  const at = (part: number) => (isByRatio ? from * (to / from) ** part : from + (to - from) * part)
  const between = Array.from({ length: steps - 1 }, (_, i) => Number(at((i + 1) / steps).toPrecision(digits)))
  return [...new Set([from, ...between, to])]
}

/** From one edge in a thousand to all of them. */
export function defaultSizes(edgeCount: number): number[] {
  return [...new Set(MIB_SIZES.map((part) => Math.max(1, Math.round(part * edgeCount))))]
}

/** What was typed as a list. Why it is none, in a sentence, where it is none. */
export function parsedValues(text: string, axis: NumberAxisName): number[] | string {
  const words = text.split(/[\s,;]+/).filter(Boolean)
  const { plural, problem } = AXIS_FACTS[axis]
  if (words.length === 0) return `Type at least one of the ${plural}.`
  if (words.length > MAX_SWEEP_POINTS)
    return `A sweep has at most ${MAX_SWEEP_POINTS} circuits: these are ${words.length}.`
  const wrong = words.find((word) => valueProblem(axis, Number(word)) !== null)
  return wrong === undefined ? words.map(Number) : `“${wrong}” cannot be swept over: ${problem}.`
}
