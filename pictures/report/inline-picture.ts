import { FONTS, type Scheme } from '../../renderer/theme/tokens'
import type { Drawing } from '../svg/drawing'
import { drawLegend, legendWidth } from '../svg/legend'
import { escaped, tag } from '../svg/markup'
import { paletteOf, SCHEMES, type Palette } from '../svg/palette'

const GAP_PX = 12

/** A drawing inside a page, once for each colour scheme: the page's style shows the reader's, and paper the light one. */
export function inlinePicture(caption: string, draw: (palette: Palette) => Drawing): string {
  return tag(
    'figure',
    {},
    ...SCHEMES.map((scheme) => inScheme(caption, draw, scheme)),
    tag('figcaption', {}, escaped(caption)),
  )
}

function inScheme(caption: string, draw: (palette: Palette) => Drawing, scheme: Scheme): string {
  const palette = paletteOf(scheme)
  const drawing = draw(palette)
  const width = Math.ceil(Math.max(drawing.width, legendWidth(drawing.legend, palette)))
  const legend = drawLegend(drawing.legend, width, palette)
  const height = Math.ceil(drawing.height + (legend.height > 0 ? GAP_PX + legend.height : 0))
  return tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: `in-${scheme}`,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': caption,
      'font-family': FONTS.sans,
    },
    tag('g', { transform: `translate(${(width - drawing.width) / 2} 0)` }, drawing.body),
    tag('g', { transform: `translate(0 ${drawing.height + GAP_PX})` }, legend.body),
  )
}
