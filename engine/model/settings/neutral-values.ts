/** Values with which a setting changes nothing, listed, or decided by a function. Not setting it changes nothing. */
export type NeutralValues = readonly unknown[] | ((value: unknown) => boolean)
export type Settings = Record<string, NeutralValues>

/** Of settings that are read by models of the architecture that have others set: here they may be anything. */
export const UNUSED: NeutralValues = () => true

export function isNeutral(value: unknown, neutral: NeutralValues): boolean {
  if (typeof neutral === 'function') return neutral(value)
  return neutral.some((one) => JSON.stringify(one) === JSON.stringify(value))
}
