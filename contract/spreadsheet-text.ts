/**
 * What a spreadsheet would take for a formula, of a text: it is written with an apostrophe in front, which no formula has.
 * Numbers, and a sign alone, are none.
 */
export const FORMULA_START = /^(?![+-]?\d*\.?\d+(?:e[+-]?\d+)?$)[=+\-@\t\r]./is

/** A text as a cell of a table may have it. */
export function cellText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}
