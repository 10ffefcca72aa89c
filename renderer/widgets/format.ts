/** Numbers as people read them, the same in every view. */

const counts = new Intl.NumberFormat('en')
const days = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const daysWithYear = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'medium', hour12: false })

/** `32,491` */
export function formatCount(count: number): string {
  return counts.format(count)
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The beginning of a long text, up to the end of a word where there is one. */
export function shortened(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text
  const start = text.slice(0, mostCharacters - 1)
  const lastSpace = start.lastIndexOf(' ')
  return `${start.slice(0, lastSpace > mostCharacters / 2 ? lastSpace : undefined)}…`
}

/** `1 row`, `6 rows` */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** `124 M`, `260 K`: a parameter count at a glance. */
export function formatMagnitude(count: number): string {
  for (const [unit, size] of [
    ['B', 1e9],
    ['M', 1e6],
    ['K', 1e3],
  ] as const) {
    if (count >= size) return `${(count / size).toPrecision(3)} ${unit}`
  }
  return String(count)
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `512 B`, `166 MB`, `1.24 GB`: sizes of files and of memory, in powers of ten. */
export function formatBytes(bytes: number): string {
  let unit = 0
  // What rounds to 1,000 of a unit is 1 of the next.
  while (unit < BYTE_UNITS.length - 1 && Math.round(bytes / 1000 ** unit) >= 1000) unit++
  const size = bytes / 1000 ** unit
  return `${unit === 0 ? formatCount(size) : Number(size.toPrecision(3))} ${BYTE_UNITS[unit]}`
}

/** A metric with four decimals, or in powers of ten where these would all be zeros; `–` for nothing. */
export function formatMetric(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–'
  if (value !== 0 && Math.abs(value) < 5e-4)
    return value.toExponential(2).replace('-', '−').replace('e-', 'e−')
  return value.toFixed(4).replace('-', '−')
}

/** `0.93`, `−0.07`: how much of its attention a head gives, or by how much that changes. */
export function formatAttention(value: number, decimals = ATTENTION_DECIMALS): string {
  if (Number.isNaN(value)) return '–'
  // Adding 0 turns a rounded -0 into 0.
  return minus((Number(value.toFixed(decimals)) + 0).toFixed(decimals))
}

const ATTENTION_DECIMALS = 2
const MOST_ATTENTION_DECIMALS = 6

/** As many decimals of attention as it takes to show that two values differ. */
export function attentionDecimals(a: number, b: number): number {
  let decimals = ATTENTION_DECIMALS
  const isSame = () => a.toFixed(decimals) === b.toFixed(decimals)
  while (a !== b && isSame() && decimals < MOST_ATTENTION_DECIMALS) decimals++
  return decimals
}

/** `1.2e−7`, `0.31`: a difference found, or the largest allowed. */
export function formatDifference(value: number): string {
  if (value === 0 || (value >= 0.01 && value < 1000)) return String(Number(value.toPrecision(2)))
  return value.toExponential(1).replaceAll('-', '−')
}

const LEAST_DECIMALS = 4
const MOST_DECIMALS = 10
/** Further decimals would only show the rounding of float32. */
const MORE_DECIMALS = 2

/**
 * Two numbers and their sum. They have enough decimals to show two significant digits of the change, and up to two more
 * where the three would not add up as shown; if they still do not, the sum is that of the rounded numbers.
 */
export function formatSum(before: number, change: number): { before: string; change: string; after: string } {
  const least = decimalsOf(change)
  let decimals = least
  while (decimals < least + MORE_DECIMALS && !addsUp(before, change, decimals)) decimals++
  const rounded = (value: number) => Number(value.toFixed(decimals))
  const text = (value: number) => (Number.isFinite(value) ? minus(value.toFixed(decimals)) : '–')
  const sign = change < 0 ? '' : '+'
  return {
    before: text(before),
    change: Number.isFinite(change) ? `${sign}${text(change)}` : '–',
    after: text(rounded(before) + rounded(change)),
  }
}

/** Enough to show two significant digits of the change. */
function decimalsOf(change: number): number {
  if (change === 0 || !Number.isFinite(change)) return LEAST_DECIMALS
  const wanted = 1 - Math.floor(Math.log10(Math.abs(change)))
  return Math.min(MOST_DECIMALS, Math.max(LEAST_DECIMALS, wanted))
}

function addsUp(before: number, change: number, decimals: number): boolean {
  const rounded = (value: number) => Math.round(value * 10 ** decimals)
  return rounded(before) + rounded(change) === rounded(before + change)
}

const minus = (text: string) => text.replace('-', '−')

/** A sentence of the engine with the minus signs that numbers have here. */
export function withMinusSigns(sentence: string): string {
  return sentence.replace(/(?<=^|[\s(])-(?=\d)/g, '−')
}

/** `98.3 %`; a share that rounds to zero has no sign. */
export function formatPercent(share: number, digits = 1): string {
  // Adding 0 turns a rounded -0 into 0.
  const percent = Number((share * 100).toFixed(digits)) + 0
  return `${percent.toFixed(digits).replace('-', '−')} %`
}

/** A threshold as it was typed: `0.02`, not `0.0200`; `–` for a method without one. */
export function formatThreshold(value: number | null): string {
  if (value === null) return '–'
  return String(Number(value.toPrecision(6))).replace('-', '−')
}

/** `0.8 s`, `42 s`, `11 m 02 s`, `3 h 07 m` */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const pad = (part: number) => String(part).padStart(2, '0')
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} m`
}

/** `3f9a12c04b7e…` */
export function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 12)}…` : hash
}

/** `24 Nov, 13:05` */
export function formatWhen(timeMs: number): string {
  return days.format(timeMs)
}

export function formatWhenInFull(timeMs: number): string {
  return daysWithYear.format(timeMs)
}
