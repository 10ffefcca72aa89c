import { MAX_SWEEP_POINTS, PatchbayError, spacedValues, type SweepAxisName } from '../../../../contract'

interface Typed {
  thresholds?: string
  top?: string
}

/** The values as typed; null where they are left out. @throws PatchbayError (bad-input) for what are not numbers. */
export function axisValues(axis: SweepAxisName, { thresholds, top }: Typed): number[] | null {
  const [flag, text] = axis === 'threshold' ? ['--thresholds', thresholds] : ['--top', top]
  if (text === undefined) return null
  const range = /^([^:,]+):([^:,]+):(\d+)$/.exec(text.trim())
  if (range && axis === 'threshold') return spaced(flag, range.slice(1).map(Number))
  const values = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)))
  if (values.every(Number.isFinite)) return values
  throw wrong(flag, text, axis)
}

/** Evenly by ratio, both ends included. */
function spaced(flag: string, [from, to, count]: number[]): number[] {
  if (!(from > 0 && to > 0 && count >= 1 && count <= MAX_SWEEP_POINTS))
    throw new PatchbayError(
      'bad-input',
      `${flag} FROM:TO:COUNT takes two positive numbers and how many, 1 to ${MAX_SWEEP_POINTS}, such as 0.3:0.001:7.`,
    )
  return spacedValues(from, to, count)
}

function wrong(flag: string, text: string, axis: SweepAxisName): PatchbayError {
  const example = axis === 'threshold' ? '0.1,0.03,0.01' : '10,20,50'
  return new PatchbayError(
    'bad-input',
    `${flag} must be numbers separated by commas such as ${example}, not "${text}".`,
  )
}
