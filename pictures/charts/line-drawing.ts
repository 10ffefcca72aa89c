import {
  LINE_MARGIN,
  pathOf,
  scalesOf,
  thinned,
  type LineData,
  type Scales,
} from '../../renderer/plots/line-layout'
import { tickText } from '../../renderer/plots/scales'
import type { Drawing } from '../svg/drawing'
import { escaped, tag } from '../svg/markup'
import type { Palette } from '../svg/palette'
import { axisText, axisTitles, columnTick, guideLine, rowTick, type PlotBox } from './axes'
import { resolvedColour } from './colours'

/** The line of the upright axis' title, and that of the other. */
const TITLE_PX = 18
export const CHART_PX = { width: 620, height: 320 }

/** Lines over a linear or logarithmic axis, as the interface's chart draws them. */
export function lineDrawing(data: LineData, palette: Palette, size = CHART_PX): Drawing {
  const plot = { width: size.width, height: size.height - 2 * TITLE_PX }
  const scales = scalesOf(data, plot)
  const box: PlotBox = {
    left: LINE_MARGIN.left,
    right: plot.width - LINE_MARGIN.right,
    top: LINE_MARGIN.top,
    bottom: plot.height - LINE_MARGIN.bottom,
  }
  const body = tag(
    'g',
    { transform: `translate(0 ${TITLE_PX})` },
    drawGrid(data, scales, box, palette),
    ...data.series.map((series) => drawSeries(series, scales, palette)),
  )
  const titles = axisTitles({ down: data.yTitle, across: data.xTitle }, box, size.height, palette)
  const legend = data.series.map(({ name, color, isDashed }) => ({
    kind: 'line' as const,
    text: name,
    colour: resolvedColour(color, palette),
    ...(isDashed && { dash: '4 4' }),
  }))
  return { ...size, body: titles + body, legend }
}

function drawGrid(data: LineData, { x, y }: Scales, box: PlotBox, palette: Palette): string {
  const { xText = tickText, yText = tickText, guides = [], marks = [], hasDiagonal } = data
  const { left, right, top, bottom } = box
  return [
    ...thinned({ ...x }, xText).map((tick) => columnTick(x.at(tick), xText(tick), box, palette)),
    ...y.ticks.map((tick) => rowTick(y.at(tick), yText(tick), box, palette)),
    ...guides.map(
      (guide) =>
        guideLine(left, y.at(guide.y), right, y.at(guide.y), palette) +
        axisText(guide.text, right - 4, y.at(guide.y) - 5, 'end', palette),
    ),
    hasDiagonal ? guideLine(x.at(0), y.at(0), x.at(1), y.at(1), palette) : '',
    ...marks.map((mark) => {
      const isRight = x.at(mark.x) > right - 110
      return (
        tag('line', {
          x1: x.at(mark.x),
          x2: x.at(mark.x),
          y1: top,
          y2: bottom,
          stroke: palette.amber,
          'stroke-width': 1.4,
          'stroke-dasharray': '3 3',
        }) +
        axisText(
          mark.text,
          x.at(mark.x) + (isRight ? -6 : 6),
          bottom - 24,
          isRight ? 'end' : 'start',
          palette,
          palette.amber,
        )
      )
    }),
  ].join('')
}

function drawSeries(series: LineData['series'][number], scales: Scales, palette: Palette): string {
  const colour = resolvedColour(series.color, palette)
  const dots = series.hasDots
    ? series.points
        .filter(([, y]) => Number.isFinite(y))
        .map(([x, y]) =>
          tag(
            'circle',
            { cx: scales.x.at(x), cy: scales.y.at(y), r: 3.2, fill: colour },
            tag('title', {}, escaped(`${series.name}: ${y} at ${x}`)),
          ),
        )
    : []
  const path = tag('path', {
    d: pathOf(series, scales),
    fill: 'none',
    stroke: colour,
    'stroke-width': series.isDashed ? 1.4 : 1.8,
    'stroke-dasharray': series.isDashed ? '4 4' : undefined,
  })
  return path + dots.join('')
}
