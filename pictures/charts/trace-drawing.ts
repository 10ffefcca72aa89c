import type { LiveRun } from '../../renderer/state/live-run'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { metricTrace } from '../../renderer/plots/metric-trace'
import { linearScale, tickText } from '../../renderer/plots/scales'
import { TRACE_COLORS } from '../../renderer/theme/tokens'
import type { Drawing } from '../svg/drawing'
import { tag } from '../svg/markup'
import type { Palette } from '../svg/palette'
import { axisText, columnTick, rowTick } from './axes'

const SIZE_PX = { width: 720, height: 260 }
const BOX = { left: 52, right: 664, top: 24, bottom: 218 }

/** The circuit's metric (left axis) and its number of edges (right axis) over the steps decided. */
export function traceDrawing(run: LiveRun, palette: Palette): Drawing {
  const { steps, metric, edges } = metricTrace(run)
  const total = run.graph.edgeCount
  const measured = metric.filter((value): value is number => value !== null && Number.isFinite(value))
  const low = Math.min(0, ...measured)
  const high = Math.max(low + 1e-9, ...measured)
  const room = (high - low) * 0.05
  const x = linearScale([0, total], [BOX.left, BOX.right], 8)
  const y = linearScale([low - room, high + room], [BOX.bottom, BOX.top])
  const right = linearScale([0, total * 1.04], [BOX.bottom, BOX.top], 4)
  const name = METRIC_LABEL[run.summary.metric]
  const { edges: edgeColour } = TRACE_COLORS[palette.scheme]
  const body = [
    ...x.ticks.map((tick) => columnTick(x.at(tick), tickText(tick), BOX, palette)),
    ...y.ticks.map((tick) => rowTick(y.at(tick), tickText(tick), BOX, palette)),
    ...right.ticks.map((tick) =>
      axisText(tickText(tick), BOX.right + 7, right.at(tick) + 3.6, 'start', palette),
    ),
    tag('path', {
      d: path(steps, metric, x.at, y.at),
      fill: 'none',
      stroke: palette.amber,
      'stroke-width': 1.6,
    }),
    tag('path', {
      d: path(steps, edges, x.at, right.at),
      fill: 'none',
      stroke: edgeColour,
      'stroke-width': 1.3,
      'stroke-dasharray': '3 3',
    }),
    axisText(`↑ ${name}`, 0, 12, 'start', palette),
    axisText('edges left ↑', SIZE_PX.width, 12, 'end', palette),
    axisText('steps →', BOX.right, SIZE_PX.height - 6, 'end', palette),
  ].join('')
  return {
    ...SIZE_PX,
    body,
    legend: [
      { kind: 'line', text: `${name} of the circuit`, colour: palette.amber },
      { kind: 'line', text: 'edges left', colour: edgeColour, dash: '3 3' },
    ],
  }
}

/** Lines between neighbours that both have a value. */
function path(
  steps: readonly number[],
  values: readonly (number | null)[],
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  let isOn = false
  return steps
    .map((step, i) => {
      const value = values[i]
      if (value === null || !Number.isFinite(value)) {
        isOn = false
        return ''
      }
      const part = `${isOn ? 'L' : 'M'}${x(step).toFixed(1)} ${y(value).toFixed(1)}`
      isOn = true
      return part
    })
    .join('')
}
