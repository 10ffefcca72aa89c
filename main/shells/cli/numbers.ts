/** Six digits are what float32 has. */
export function numberText(value: number | null): string {
  if (value === null) return '-'
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value)
}

/** With its sign: of effects, changes and harms. */
export function signedText(value: number | null): string {
  return value !== null && value > 0 ? `+${numberText(value)}` : numberText(value)
}
