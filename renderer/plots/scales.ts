/** A position in pixels for a value, and the values its axis names. */
export interface Scale {
  at: (value: number) => number
  ticks: number[]
}

/** Round values inside [min, max], about `count` of them. */
export function linearTicks(min: number, max: number, count: number): number[] {
  const span = max - min
  if (!(span > 0)) return [min]
  const rough = span / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(min / step - 1e-9)
  const last = Math.floor(max / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => cleaned((first + i) * step))
}

export function linearScale(domain: [number, number], range: [number, number], count = 5): Scale {
  const [min, max] = domain
  const span = max - min || 1
  return {
    at: (value) => range[0] + ((value - min) / span) * (range[1] - range[0]),
    ticks: linearTicks(min, max, count),
  }
}

/** Powers of ten, and 2 and 5 times them where the range is short. What is not positive is at the beginning. */
export function logScale(given: [number, number], range: [number, number]): Scale {
  // Without a positive, finite range there would be powers of ten without end.
  const domain: [number, number] =
    given[0] > 0 && given[1] >= given[0] && given[1] < Infinity ? given : [1, 10]
  const [min, max] = domain.map(Math.log10)
  const span = max - min || 1
  const factors = span > 2.5 ? [1] : [1, 2, 5]
  const ticks: number[] = []
  for (let power = Math.floor(min); power <= Math.ceil(max); power++) {
    for (const factor of factors) {
      const tick = cleaned(factor * 10 ** power)
      if (tick >= domain[0] * 0.999 && tick <= domain[1] * 1.001) ticks.push(tick)
    }
  }
  return {
    at: (value) =>
      value > 0 ? range[0] + ((Math.log10(value) - min) / span) * (range[1] - range[0]) : range[0],
    ticks,
  }
}

/** sign(x) ln(1 + |x| / unit): linear around zero, logarithmic beyond `unit`. */
export function symlog(value: number, unit: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value) / unit)
}

/** A scale symmetric around zero, for effects that span powers of ten with both signs. */
export function symlogScale(largest: number, unit: number, range: [number, number]): Scale {
  const end = symlog(largest, unit) || 1
  const middle = (range[0] + range[1]) / 2
  const half = (range[1] - range[0]) / 2
  const at = (value: number) => middle + (symlog(value, unit) / end) * half
  return { at, ticks: symlogTicks(largest, at) }
}

const CLOSEST_TICKS_PX = 34

/** Zero and powers of ten on both sides, as far apart as labels need. */
function symlogTicks(largest: number, at: (value: number) => number): number[] {
  if (!(largest > 0 && largest < Infinity)) return [0]
  const positive: number[] = []
  let previous = largest * 1.02
  for (let power = Math.floor(Math.log10(largest)); ; power--) {
    const tick = cleaned(10 ** power)
    const isFirst = positive.length === 0
    if (!isFirst && Math.abs(at(previous) - at(tick)) < CLOSEST_TICKS_PX) {
      if (Math.abs(at(tick) - at(0)) < CLOSEST_TICKS_PX) break
      continue
    }
    // Not `<`: a scale that is not a number would have ticks without end.
    if (!(Math.abs(at(tick) - at(0)) >= CLOSEST_TICKS_PX)) break
    positive.unshift(tick)
    previous = tick
  }
  return [...positive.map((tick) => -tick).reverse(), 0, ...positive]
}

/** Where symlog leaves its linear part: small compared with the largest, so that typical values are spread out. */
export function symlogUnit(values: ArrayLike<number>): number {
  const sizes = Array.from(values, Math.abs)
    .filter((size) => size > 0)
    .sort((a, b) => a - b)
  if (sizes.length === 0) return 1
  const largest = sizes[sizes.length - 1]
  const median = sizes[Math.floor(sizes.length / 2)]
  return Math.min(largest / 10, Math.max(median / 2, largest / 1e4))
}

/** `0`, `0.05`, `−10`, `20,000`, `1e−4` */
export function tickText(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text =
    size < 1e-3 || size >= 1e5
      ? size.toExponential(0).replace('e-', 'e−').replace('e+', 'e')
      : Number(size.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 7 })
  return value < 0 ? `−${text}` : text
}

/** Removes rounding noise in the last digits, as in 0.1 + 0.2. */
function cleaned(value: number): number {
  return Number(value.toPrecision(12))
}
