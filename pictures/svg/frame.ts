import { ROLE_TONES, FONTS, type Scheme } from '../../renderer/theme/tokens'
import { shownNode } from '../../engine/graph'
import type { RoleGroup } from '../../contract'
import { briefFacts, descriptionRecord, type Description } from '../describe/description'
import type { Drawing } from './drawing'
import { drawLegend, legendWidth, type LegendEntry } from './legend'
import { escaped, rounded, tag } from './markup'
import { paletteOf, type Palette } from './palette'
import { textWidth, wrapped, type TextLook } from './text-width'

const PADDING_PX = 20
const GAP_PX = 14
const TITLE: TextLook & { linePx: number } = { size: 15, isBold: true, linePx: 21 }
const FACTS: TextLook & { linePx: number } = { size: 11, linePx: 16 }
/** A narrow drawing is given this much room, so that its title does not become a column. */
const LEAST_WIDTH_PX = 460

export interface Picture {
  /** A document of its own: XML, UTF-8. */
  svg: string
  width: number
  height: number
}

/** A drawing with its title and provenance above it, and its legend below, as an SVG that needs nothing else. */
export function framedPicture(drawing: Drawing, description: Description, scheme: Scheme): Picture {
  const palette = paletteOf(scheme)
  const legend = [...drawing.legend, ...roleEntries(description.roles, scheme)]
  const inner = Math.ceil(Math.max(LEAST_WIDTH_PX, drawing.width, legendWidth(legend, palette)))
  const heading = drawHeading(description, inner, palette)
  const drawingTop = PADDING_PX + heading.height + GAP_PX
  const legendTop = drawingTop + drawing.height + GAP_PX
  const key = drawLegend(legend, inner, palette)
  const width = inner + 2 * PADDING_PX
  const height = Math.ceil(key.height > 0 ? legendTop + key.height : legendTop - GAP_PX) + PADDING_PX
  const at = (x: number, y: number, body: string) =>
    tag('g', { transform: `translate(${rounded(x)} ${rounded(y)})` }, body)
  const svg = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': FONTS.sans,
      'text-rendering': 'geometricPrecision',
    },
    tag('title', {}, escaped(description.title)),
    tag('desc', {}, escaped(briefFacts(description).join('; '))),
    tag('metadata', {}, escaped(JSON.stringify(descriptionRecord(description)))),
    tag('rect', { width, height, fill: palette.canvas }),
    at(PADDING_PX, PADDING_PX, heading.body),
    at(PADDING_PX + (inner - drawing.width) / 2, drawingTop, drawing.body),
    at(PADDING_PX, legendTop, key.body),
  )
  return { svg, width, height }
}

function drawHeading(
  description: Description,
  width: number,
  palette: Palette,
): { body: string; height: number } {
  const parts: string[] = []
  let y = 0
  const write = (text: string, look: typeof FACTS, fill: string) => {
    for (const line of wrapped(text, width, look)) {
      y += look.linePx
      parts.push(
        tag(
          'text',
          { y: y - 5, 'font-size': look.size, 'font-weight': look.isBold ? 600 : undefined, fill },
          escaped(line),
        ),
      )
    }
  }
  write(description.title, TITLE, palette.text)
  for (const line of factLines(description, width)) write(line, FACTS, palette.textDim)
  for (const note of description.notes) write(note, FACTS, palette.amber)
  return { body: parts.join(''), height: y }
}

/** The facts beside each other, broken between two of them where that is possible. */
function factLines(description: Description, width: number): string[] {
  const lines: string[] = []
  for (const fact of briefFacts(description)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} · ${fact}` : fact
    if (lines.length > 0 && textWidth(longer, FACTS) <= width) lines[lines.length - 1] = longer
    else lines.push(fact)
  }
  return lines
}

/** A group of many nodes is named by its first. */
const MOST_NODES = 8

function roleEntries(roles: readonly RoleGroup[], scheme: Scheme): LegendEntry[] {
  return roles.map(({ label, colour, nodes }) => {
    const more = nodes.length > MOST_NODES ? ` and ${nodes.length - MOST_NODES} more` : ''
    const text = `${label}: ${nodes.slice(0, MOST_NODES).map(shownNode).join(', ')}${more}`
    return { kind: 'swatch', text, colour: ROLE_TONES[scheme][colour] }
  })
}
