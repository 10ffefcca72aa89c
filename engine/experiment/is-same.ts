/** Whether two stretches of values are equal, to the bit but for the sign of 0. */
export function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
