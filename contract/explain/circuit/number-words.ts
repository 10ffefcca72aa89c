/** `0.93`, `1.00`, `-0.07`: shares in two decimals; "1 of its attention" would read as a count. */
export function shareText(value: number): string {
  const text = value.toFixed(2)
  return text === '-0.00' ? '0.00' : text
}

/** `+2.91`, `-0.03`: what is added to logits. */
export function logitsText(value: number): string {
  const text = Number(value.toFixed(2)) === 0 ? Math.abs(value).toFixed(2) : value.toFixed(2)
  return value > 0 && text !== '0.00' ? `+${text}` : text
}

/** In sentences, where four decimals are more than a person reads; `-` where there is none. */
export function roundedText(value: number): string {
  if (Number.isNaN(value)) return '-'
  const rounded = Number(value.toFixed(4))
  return String(rounded === 0 ? 0 : rounded)
}

/** NaN stands for nothing in arrays; in JSON nothing is null. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}

/** Of those that there are; null of none. */
export function meanOf(values: Iterable<number | null>): number | null {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}

const LEAST_DECIMALS = 2
const MOST_DECIMALS = 6

/** A sum and its parts, `4.10` and `3.61`, `+ 0.40`, `+ 0.09`, in as many decimals as it takes to add up as shown. */
export function sumTexts(whole: number, parts: readonly number[]): { whole: string; parts: string[] } {
  let decimals = LEAST_DECIMALS
  const units = (value: number) => Math.round(value * 10 ** decimals)
  const addsUp = () => parts.reduce((sum, part) => sum + units(part), 0) === units(whole)
  while (decimals < MOST_DECIMALS && !addsUp()) decimals++
  const size = (value: number) => Math.abs(value).toFixed(decimals)
  const minus = (value: number) => units(value) < 0
  return {
    whole: `${minus(whole) ? '−' : ''}${size(whole)}`,
    parts: parts.map((part, at) => `${signOf(minus(part), at)}${size(part)}`),
  }
}

/** The first part has a sign of its own, the others one between them and what comes before. */
function signOf(isBelow: boolean, at: number): string {
  if (at === 0) return isBelow ? '−' : ''
  return isBelow ? '− ' : '+ '
}
