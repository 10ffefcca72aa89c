import { findsOf, type Evaluation, type MethodResult, type RunDetail } from '../../contract'
import { lineDrawing } from '../charts/line-drawing'
import { formatPercent } from '../../renderer/widgets/format'
import { section } from './html'
import { inlinePicture } from './inline-picture'
import { heldOutTable } from './run-tables'
import { sitePictures } from './site-pictures'

const percentText = (share: number) => formatPercent(share, 0)

/** Charts of what a method found that is not a circuit. */
export function resultPictures(run: RunDetail, result: MethodResult | null): string[] {
  if (!result) return []
  if (result.kind === 'sites')
    return [section('Effects of sites', ...sitePictures(run, result.scores, isEstimate(run)))]
  if (result.kind === 'workflow') {
    const { screen, confirm, judgement } = result.workflow
    return [
      section('Screened', ...sitePictures(run, screen, true)),
      section('Confirmed', ...sitePictures(run, confirm.exact, false)),
      section('Judgement', heldOutTable(judgement), ...judgementPictures(judgement)),
    ]
  }
  if (result.kind !== 'evaluation') return []
  const { evaluation } = result
  return [section('Judgement', heldOutTable(evaluation), ...judgementPictures(evaluation))]
}

function isEstimate({ summary }: RunDetail): boolean {
  return findsOf(summary).siteScores === 'estimate'
}

function judgementPictures({ curve, roc }: Evaluation): string[] {
  const points = (key: 'faithfulness' | 'random') =>
    (curve ?? []).filter(({ edges }) => edges > 0).map((point) => [point.edges, point[key]] as const)
  return [
    curve
      ? inlinePicture('Faithfulness by size', (palette) =>
          lineDrawing(
            {
              series: [
                {
                  name: 'random circuits',
                  color: 'var(--text-dim)',
                  points: points('random'),
                  isDashed: true,
                  hasDots: true,
                },
                {
                  name: 'best by score',
                  color: 'var(--only-a)',
                  points: points('faithfulness'),
                  hasDots: true,
                },
              ],
              ...{
                xLog: true,
                xTitle: 'edges kept',
                yTitle: 'faithfulness',
                yIncludes: [0, 1],
                yText: percentText,
              },
              guides: [
                { y: 1, text: 'whole model' },
                { y: 0, text: 'no edges' },
              ],
            },
            palette,
          ),
        )
      : '',
    roc
      ? inlinePicture('Against the reference circuit (ROC)', (palette) =>
          lineDrawing(
            {
              series: [
                {
                  name: 'edges by score',
                  color: 'var(--only-a)',
                  points: roc.falsePositiveRate.map((x, i) => [x, roc.truePositiveRate[i]] as const),
                  isStep: true,
                },
              ],
              ...{
                xTitle: 'false positive rate',
                yTitle: 'true positive rate',
                yIncludes: [0, 1],
                hasDiagonal: true,
              },
              ...{ xText: percentText, yText: percentText },
            },
            palette,
          ),
        )
      : '',
  ]
}
