import { messageOf, PatchbayError, repeatedKey, repeatedKeyText } from '../../../contract'
import { notANumber } from './not-a-number'

export type Tried = { ok: true; value: unknown } | { ok: false; reason: string }

export function tryJson(text: string): Tried {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, reason: notANumber(text) ?? `This is not valid JSON: ${whyNot(error)}.` }
  }
}

/** The engine's own sentence, with line and column but without the position, which nobody counts. */
function whyNot(error: unknown): string {
  return messageOf(error)
    .replace(/ (in|after) JSON at position \d+ \(line (\d+) column (\d+)\)$/, positionText)
    .replace(/ in JSON at position \d+$/, '')
}

function positionText(_: string, where: string, line: string, column: string): string {
  return `${where === 'after' ? ' after its end' : ''} (line ${line}, column ${column})`
}

/** @throws PatchbayError (bad-input): of a key that occurs twice only the last would be read. */
export function refuseRepeatedKeys(text: string, value: unknown, where: string): void {
  const twice = repeatedKey(text, value)
  if (twice === null) return
  throw new PatchbayError('bad-input', `${where} has ${repeatedKeyText(twice)}: delete one of them.`)
}

/** Within the line it is the first. */
export function reasonOfLine(reason: string, line: number): string {
  return reason.replace(/^This\b|^Line 1\b/, `Line ${line}`).replace(/\(line 1, (column \d+)\)/, '($1)')
}
