import { symlog, symlogUnit } from '../plots/scales'
import { edgeValue } from './edge-values'
import { KEPT, type LiveRun } from './live-run'

/** How values become colours: as they are, by symlog, or by their rank. */
export type EdgeColour = 'linear' | 'symlog' | 'rank'

/** How the values of a run become points of the ramp. */
export interface ColourScale {
  by: EdgeColour
  /** Largest |value| of the circuit, at both ends of the ramp; 0 where there is none. */
  largest: number
  /** -1..1 of a value of an edge, positive = matters. */
  shareOf: (value: number) => number
  /** The value in the middle of each half of the ramp. */
  halfway: number
}

/** Shares differ in this many steps to each side, so that one new edge does not restyle all others. */
const STEPS = 96

export function colourScale(run: LiveRun, by: EdgeColour): ColourScale {
  const sizes = sizesOf(run)
  const largest = sizes.at(-1) ?? 0
  const shareOfSize = SHARES[by](sizes)
  const shareOf = (value: number) => {
    if (!(largest > 0) || !(Math.abs(value) > 0)) return 0
    const share = Math.min(1, shareOfSize(Math.abs(value)))
    return Math.sign(value) * Math.max(1, Math.round(share * STEPS)) * (1 / STEPS)
  }
  return { by, largest, shareOf, halfway: halfwayOf(by, sizes) }
}

/** |value| of the circuit's edges, ascending; those without one are left out. Of a step of a run, those of the whole run. */
function sizesOf(shown: LiveRun): Float64Array {
  const run = shown.excerpt?.kind === 'step' ? shown.excerpt.whole : shown
  const sizes: number[] = []
  for (let edge = 0; edge < run.graph.edgeCount; edge++) {
    if (run.state[edge] !== KEPT) continue
    const size = Math.abs(edgeValue(run, edge))
    if (size > 0) sizes.push(size)
  }
  return Float64Array.from(sizes).sort()
}

/** By |value|, 0..1. The sizes are ascending. */
const SHARES: Record<EdgeColour, (sizes: Float64Array) => (size: number) => number> = {
  linear: (sizes) => (size) => size / sizes[sizes.length - 1],
  symlog: (sizes) => {
    const unit = symlogUnit(sizes)
    const end = symlog(sizes[sizes.length - 1], unit)
    return (size) => symlog(size, unit) / end
  },
  rank: (sizes) => (size) => countUpTo(sizes, size) / sizes.length,
}

function halfwayOf(by: EdgeColour, sizes: Float64Array): number {
  if (sizes.length === 0) return 0
  const largest = sizes[sizes.length - 1]
  if (by === 'linear') return largest / 2
  if (by === 'rank') return sizes[Math.floor((sizes.length - 1) / 2)]
  const unit = symlogUnit(sizes)
  return unit * Math.expm1(symlog(largest, unit) / 2)
}

/** How many of the ascending sizes are at most `size`. */
function countUpTo(sizes: Float64Array, size: number): number {
  let [low, high] = [0, sizes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sizes[middle] <= size) low = middle + 1
    else high = middle
  }
  return low
}
