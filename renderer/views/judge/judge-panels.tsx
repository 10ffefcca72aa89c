import { useMemo } from 'react'
import { METRICS, type Evaluation, type MetricName } from '../../../contract'
import { LineChart, type Series } from '../../plots/line-chart'
import { formatSigned, METRIC_LABEL } from '../../state/edge-values'
import { formatCount, formatMetric } from '../../widgets/format'
import { Panel } from '../stages/panel'
import styles from '../stages/stages.module.css'
import { faithfulnessByPrompt, headline, percent, shownJudgements } from './judge-data'
import { ShareBars, type ShareBar } from './share-bars'

const whole = (share: number) => `${Math.round(100 * share)} %`
const GUIDES = [
  { y: 1, text: 'whole model' },
  { y: 0, text: 'all corrupt' },
]

/** Faithfulness by size where every edge has a score, else the one size there is beside its baselines. */
export function SizePanel({ evaluation }: { evaluation: Evaluation }) {
  const { curve } = evaluation
  if (!curve) return <BaselinePanel evaluation={evaluation} />
  return <CurvePanel evaluation={evaluation} curve={curve} />
}

function CurvePanel({
  evaluation,
  curve,
}: {
  evaluation: Evaluation
  curve: NonNullable<Evaluation['curve']>
}) {
  const judged = headline(evaluation)
  const series = useMemo((): Series[] => {
    const points = (key: 'faithfulness' | 'random') =>
      curve.filter(({ edges }) => edges > 0).map((point) => [point.edges, point[key]] as const)
    return [
      {
        name: 'random circuits',
        color: 'var(--text-dim)',
        points: points('random'),
        isDashed: true,
        hasDots: true,
      },
      { name: 'by score', color: 'var(--only-a)', points: points('faithfulness'), hasDots: true },
    ]
  }, [curve])
  const [low, high] = [series[0].points[0]?.[0] ?? 1, series[0].points.at(-1)?.[0] ?? 1]
  const isInside = judged.edges >= low && judged.edges <= high && judged.edges < high
  return (
    <Panel title="Faithfulness by size" note={<LineKeys />}>
      <LineChart
        label={`Faithfulness by number of edges, ${curve.map(({ edges, faithfulness }) => `${edges}: ${whole(faithfulness)}`).join(', ')}`}
        series={series}
        xLog
        xTitle="edges kept"
        yTitle="faithfulness"
        yIncludes={[0, 1]}
        xText={formatCount}
        yText={whole}
        guides={GUIDES}
        marks={isInside ? [{ x: judged.edges, text: `${formatCount(judged.edges)} edges` }] : []}
      />
    </Panel>
  )
}

function LineKeys() {
  return (
    <span className={styles.keys}>
      <i data-shape="solid" /> best by score <i data-shape="line" /> random circuits
    </span>
  )
}

function BaselinePanel({ evaluation }: { evaluation: Evaluation }) {
  const bars: ShareBar[] = [
    { name: 'whole model', share: 1, tone: 'plain' },
    ...shownJudgements(evaluation).flatMap(
      ({ label, edgesAfterPruning, faithfulness, randomFaithfulness }): ShareBar[] => [
        { name: `${label}, ${formatCount(edgesAfterPruning)} edges`, share: faithfulness, tone: 'accent' },
        { name: 'random, equal size', share: randomFaithfulness, tone: 'dim' },
      ],
    ),
    { name: 'all corrupt', share: 0, tone: 'plain' },
  ]
  return (
    <Panel title="Faithfulness beside its baselines" note="one size: its edges have no scores">
      <ShareBars label="Faithfulness beside its baselines" bars={bars} />
    </Panel>
  )
}

/** Each prompt on its own, the worst first: a mean hides it. */
export function PromptsPanel({ evaluation }: { evaluation: Evaluation }) {
  const bars = useMemo(() => {
    const judged = headline(evaluation)
    const shares = faithfulnessByPrompt(evaluation, judged)
    return Array.from(shares, (share, prompt): ShareBar & { prompt: number } => ({
      prompt,
      name: `prompt ${prompt + 1}`,
      share: Number.isNaN(share) ? null : share,
      tone: prompt === judged.worstPrompt?.row ? 'amber' : 'accent',
    })).sort((a, b) => (a.share ?? Infinity) - (b.share ?? Infinity))
  }, [evaluation])
  return (
    <Panel title="Faithfulness by prompt" note="worst first">
      <ShareBars label="Faithfulness by prompt" bars={bars} />
    </Panel>
  )
}

/** Every metric of the clean run, of the judged circuits, and of the run with all edges corrupt. */
export function MetricsPanel({ evaluation, metric }: { evaluation: Evaluation; metric: MetricName }) {
  const { clean, corrupt } = evaluation
  const judgements = shownJudgements(evaluation)
  return (
    <Panel title="Metrics" isWide={!evaluation.roc && !evaluation.minimality}>
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Metrics">
          <thead>
            <tr>
              <th scope="col" data-left>
                Metric
              </th>
              <th scope="col">clean</th>
              {judgements.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">all corrupt</th>
            </tr>
          </thead>
          <tbody>
            {METRICS.map((name) => (
              <tr key={name} data-current={name === metric || undefined}>
                <td data-left>{METRIC_LABEL[name]}</td>
                <td>{formatMetric(clean.mean[name])}</td>
                {judgements.map(({ label, measurement }) => (
                  <td key={label}>{formatMetric(measurement.mean[name])}</td>
                ))}
                <td>{formatMetric(corrupt.mean[name])}</td>
              </tr>
            ))}
            <tr>
              <td data-left>faithfulness</td>
              <td>100 %</td>
              {judgements.map(({ label, faithfulness }) => (
                <td key={label}>{percent(faithfulness)}</td>
              ))}
              <td>0 %</td>
            </tr>
            <tr>
              <td data-left>edges</td>
              <td />
              {judgements.map(({ label, edgesAfterPruning }) => (
                <td key={label}>{formatCount(edgesAfterPruning)}</td>
              ))}
              <td>0</td>
            </tr>
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

/** Edges found against those of the reference circuit, as the number taken grows. */
export function RocPanel({ evaluation }: { evaluation: Evaluation }) {
  const roc = evaluation.roc!
  const series = useMemo(
    (): Series[] => [
      {
        name: 'ROC',
        color: 'var(--only-a)',
        points: roc.falsePositiveRate.map((x, i) => [x, roc.truePositiveRate[i]] as const),
        isStep: true,
      },
    ],
    [roc],
  )
  return (
    <Panel title="Against the reference circuit" note={`pessimistic area ${formatMetric(roc.auc)}`}>
      <LineChart
        label={`ROC curve, pessimistic area ${formatMetric(roc.auc)}`}
        series={series}
        xTitle="false positive rate"
        yTitle="true positive rate"
        yIncludes={[0, 1]}
        xText={whole}
        yText={whole}
        hasDiagonal
      />
    </Panel>
  )
}

/** What each node of the circuit is worth: without its edges, so much faithfulness is gone. */
export function MinimalityPanel({ nodes }: { nodes: { node: string; change: number }[] }) {
  const sorted = useMemo(() => [...nodes].sort((a, b) => Math.abs(b.change) - Math.abs(a.change)), [nodes])
  return (
    <Panel title="Minimality" note="change of faithfulness without the node">
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Minimality">
          <thead>
            <tr>
              <th scope="col" data-left>
                Node
              </th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ node, change }) => (
              <tr key={node}>
                <td data-left>{node}</td>
                <td>{formatSigned(change)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
