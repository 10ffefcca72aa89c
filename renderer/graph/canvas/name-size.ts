import { FONT_SIZES } from '../../theme/tokens'

/** Zoomed out, a name keeps this size on screen for as long as it fits its column: GPT-2 small has names in a small window. */
const WANTED_PX = 8
const LARGEST = 18
/** Smaller names than this are not drawn: nobody could read them. */
export const SMALLEST_NAME_PX = 6.5

/** Of nodes' names, in units of the drawing; whole ones beyond the usual size, so that a zoom changes it in few steps. */
export function nameSize(zoom: number): number {
  return Math.max(FONT_SIZES.caption, Math.min(LARGEST, Math.ceil(WANTED_PX / zoom)))
}
