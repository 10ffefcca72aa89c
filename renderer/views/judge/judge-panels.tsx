import { useMemo } from 'react'
import {
  faithfulnessByPrompt,
  METRICS,
  type Evaluation,
  type MetricName,
  type RunConfig,
} from '../../../contract'
import { LineChart, type Series } from '../../plots/line-chart'
import { METRIC_LABEL } from '../../state/metric-label'
import { promptName } from '../../state/prompt-name'
import { emptyName } from '../../widgets/faithfulness'
import { formatCount, formatMetric, formatPlural } from '../../widgets/format'
import { Panel } from '../stages/panel'
import styles from '../stages/stages.module.css'
import { headline, minimalityRows, percent, shownJudgements, sizeMarks } from './judge-data'
import { ShareBars, type ShareBar } from './share-bars'

const whole = (share: number) => `${Math.round(100 * share)} %`
const guidesOf = (evaluation: Evaluation) => [
  { y: 1, text: 'whole model' },
  { y: 0, text: emptyName(evaluation) },
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
        guides={guidesOf(evaluation)}
        marks={sizeMarks(evaluation)}
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
      ({ label, edges, faithfulness, randomFaithfulness }): ShareBar[] => [
        { name: `${label}, ${formatPlural(edges, 'edge')}`, share: faithfulness, tone: 'accent' },
        { name: 'random, equal size', share: randomFaithfulness, tone: 'dim' },
      ],
    ),
    { name: emptyName(evaluation), share: 0, tone: 'plain' },
  ]
  return (
    <Panel title="Faithfulness beside its baselines" note="one size: its edges have no scores">
      <ShareBars label="Faithfulness beside its baselines" bars={bars} />
    </Panel>
  )
}

/** Each prompt on its own, the worst first: a mean hides it. */
export function PromptsPanel({ evaluation, config }: { evaluation: Evaluation; config: RunConfig | null }) {
  const bars = useMemo(() => {
    const judged = headline(evaluation)
    const shares = faithfulnessByPrompt(judged.measurement, evaluation)
    return Array.from(shares, (share, prompt): ShareBar & { prompt: number } => ({
      prompt,
      name: promptName(config, prompt).short,
      hint: promptName(config, prompt).full,
      share: Number.isNaN(share) ? null : share,
      tone: prompt === judged.worstPrompt?.row ? 'amber' : 'accent',
    })).sort((a, b) => (a.share ?? Infinity) - (b.share ?? Infinity))
  }, [evaluation, config])
  return (
    <Panel title="Faithfulness by prompt" note="worst first">
      <ShareBars label="Faithfulness by prompt" bars={bars} />
    </Panel>
  )
}

/** Every metric of the clean run, of the judged circuits, and of the run with every edge cut. */
export function MetricsPanel({ evaluation, metric }: { evaluation: Evaluation; metric: MetricName }) {
  const { clean, corrupt, empty = corrupt } = evaluation
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
              <th scope="col">{emptyName(evaluation)}</th>
              {evaluation.empty && <th scope="col">corrupt</th>}
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
                <td>{formatMetric(empty.mean[name])}</td>
                {evaluation.empty && <td>{formatMetric(corrupt.mean[name])}</td>}
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
            <EdgeCountRow name="edges" counts={judgements.map(({ edges }) => edges)} />
            {judgements.some(({ edges, edgesAfterPruning }) => edges !== edgesAfterPruning) && (
              <EdgeCountRow
                name="after pruning"
                counts={judgements.map(({ edgesAfterPruning }) => edgesAfterPruning)}
              />
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function EdgeCountRow({ name, counts }: { name: string; counts: number[] }) {
  return (
    <tr>
      <td data-left>{name}</td>
      <td />
      {counts.map((count, column) => (
        <td key={column}>{formatCount(count)}</td>
      ))}
      <td>0</td>
    </tr>
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

/** Without each node of the circuit, so much faithfulness is left. */
export function MinimalityPanel({
  whole,
  nodes,
  isWide = false,
}: {
  /** Faithfulness of the circuit with all its nodes. */
  whole: number | null
  nodes: NonNullable<Evaluation['minimality']>
  isWide?: boolean
}) {
  const rows = useMemo(() => minimalityRows(nodes), [nodes])
  const isSigned = rows.every(({ without }) => without !== null)
  const note = isSigned
    ? `circuit ${percent(whole)} + change = without the node, each rounded`
    : 'size of the change of faithfulness without the node'
  return (
    <Panel title="Minimality" note={note} isWide={isWide}>
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Minimality">
          <thead>
            <tr>
              <th scope="col" data-left>
                Node
              </th>
              {isSigned && <th scope="col">Faithfulness without</th>}
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ node, without, change }) => (
              <tr key={node}>
                <td data-left>{node}</td>
                {isSigned && <td>{without}</td>}
                <td>{change}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
