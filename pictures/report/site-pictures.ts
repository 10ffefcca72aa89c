import { effectSign, meaningOfRun, type RunDetail, type SiteScores } from '../../contract'
import { redMeans } from '../../renderer/state/direction-text'
import { VALUE_NAME } from '../../renderer/state/edge-values'
import { rowsOf } from '../../renderer/state/sites'
import {
  HEAD_SITES,
  headGrid,
  POSITION_SITES,
  positionGrid,
  type SiteGrid,
} from '../../renderer/views/screen/screen-grids'
import { heatDrawing } from '../charts/heat-drawing'
import { inlinePicture } from './inline-picture'

/** Heat maps of the effects of sites: by layer and head, and by layer and position, of each family that was scored. */
export function sitePictures(run: RunDetail, scores: SiteScores, isEstimate: boolean): string[] {
  const { shape } = run
  const looked = look(run, isEstimate)
  const draw = (caption: string, { grid }: SiteGrid, columnTitle: string) =>
    inlinePicture(caption, (palette) => {
      const rowTitle = grid.rowLabels.length > shape.layers ? 'heads' : 'layers'
      const { sign, ...ramp } = looked
      const heat = { grid, rowTitle, columnTitle, sign, text: shortText }
      return heatDrawing(heat, ramp, palette)
    })
  return [
    ...HEAD_SITES.filter((site) => rowsOf(scores, site, 'whole').length > 0).map((site) =>
      draw(`${looked.name} by head: ${HEAD_NAMES[site]}`, headGrid(scores, shape, site), 'heads'),
    ),
    ...POSITION_SITES.filter((site) => rowsOf(scores, site, 'by-position').length > 0).map((site) =>
      draw(
        `${looked.name} by position: ${POSITION_NAMES[site]}`,
        positionGrid(scores, shape, site, []),
        'positions',
      ),
    ),
  ]
}

const HEAD_NAMES: Record<(typeof HEAD_SITES)[number], string> = {
  heads: 'outputs',
  q: 'queries',
  k: 'keys',
  v: 'values',
  pattern: 'attention patterns',
}
const POSITION_NAMES: Record<(typeof POSITION_SITES)[number], string> = {
  resid: 'residual stream',
  attn: 'attention outputs',
  mlp: 'MLP outputs',
  'heads-by-position': 'head outputs',
}

function look(run: RunDetail, isEstimate: boolean) {
  const { summary, metricSense } = run
  if (meaningOfRun(run)?.kind === 'magnitude')
    return { name: '|effect| (estimate)', sign: 1 as const, red: 'matters', blue: '' }
  return {
    name: VALUE_NAME[isEstimate ? 'estimate' : 'effect'],
    sign: effectSign(metricSense, summary.direction),
    ...redMeans(summary.direction),
  }
}

function shortText(value: number): string {
  const size = Math.abs(value)
  const text = value.toFixed(size >= 100 ? 0 : size >= 1 ? 1 : 2)
  return Number(text) === 0 ? '0' : text.replace('-', '−')
}
