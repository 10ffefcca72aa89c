import { PatchbayError, shown } from '../../../../contract'

/** @throws PatchbayError (bad-input) naming the flag for anything but a whole number within these. */
export function wholeNumberWithin(flag: string, typed: string, [least, most]: [number, number]): number {
  const number = /^\d+$/.test(typed) ? Number(typed) : NaN
  if (number >= least && number <= most) return number
  throw new PatchbayError(
    'bad-input',
    `${flag} ${shown(typed, 40)} must be a whole number from ${least} to ${most}.`,
  )
}
