import { FONT_SIZES } from '../../renderer/theme/tokens'
import { escaped, tag } from '../svg/markup'
import type { Palette } from '../svg/palette'

export interface PlotBox {
  left: number
  right: number
  top: number
  bottom: number
}

/** A vertical line of the grid with its number below. */
export function columnTick(
  x: number,
  text: string,
  { top, bottom }: PlotBox,
  palette: Palette,
  isZero = false,
): string {
  return (
    tag('line', { x1: x, x2: x, y1: top, y2: bottom, stroke: isZero ? palette.textFaint : palette.line }) +
    axisText(text, x, bottom + 14, 'middle', palette)
  )
}

/** A horizontal line of the grid with its number at the left. */
export function rowTick(
  y: number,
  text: string,
  { left, right }: PlotBox,
  palette: Palette,
  isZero = false,
): string {
  return (
    tag('line', { x1: left, x2: right, y1: y, y2: y, stroke: isZero ? palette.textFaint : palette.line }) +
    axisText(text, left - 7, y + 3.6, 'end', palette)
  )
}

export function axisText(
  text: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  palette: Palette,
  fill = palette.textDim,
): string {
  return tag('text', { x, y, 'text-anchor': anchor, 'font-size': FONT_SIZES.caption, fill }, escaped(text))
}

/** What the axes are: the upright one above the plot, the other below its right end. */
export function axisTitles(
  { down, across }: { down: string; across: string },
  { right }: PlotBox,
  heightPx: number,
  palette: Palette,
): string {
  return (
    axisText(`↑ ${down}`, 0, 12, 'start', palette) +
    axisText(`${across} →`, right, heightPx - 4, 'end', palette)
  )
}

/** A dashed line to compare with. */
export function guideLine(x1: number, y1: number, x2: number, y2: number, palette: Palette): string {
  return tag('line', {
    ...{ x1, y1, x2, y2 },
    stroke: palette.textFaint,
    'stroke-width': 1.2,
    'stroke-dasharray': '4 4',
  })
}
