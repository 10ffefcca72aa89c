import { METRICS, type Evaluation, type MetricName } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { emptyName } from '../../widgets/faithfulness'
import { formatCount, formatMetric } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { Panel } from '../stages/panel'
import { percent, shownJudgements } from './judge-data'
import styles from './metrics-panel.module.css'

/** One line of numbers: the clean run, each judged circuit, the run with every edge cut, the corrupt run. */
interface Line {
  name: string
  clean: string
  circuits: string[]
  /** The same circuits on the prompts they were found on; empty where the set is not split. */
  train: string[]
  empty: string
  corrupt: string
  isCurrent?: boolean
}

interface MetricsPanelProps {
  evaluation: Evaluation
  metric: MetricName
  /** Of its files. */
  name?: string
}

/** Every metric for the clean run, the judged circuits on both parts of the prompts, and the run with every edge cut. */
export function MetricsPanel({ evaluation, metric, name = 'judgement' }: MetricsPanelProps) {
  const columns = columnsOf(evaluation)
  const lines = linesOf(evaluation, metric)
  const texts = (line: Line) => [
    line.name,
    line.clean,
    ...line.circuits,
    ...line.train,
    line.empty,
    line.corrupt,
  ]
  return (
    <Panel
      title="Metrics"
      note={evaluation.split ? 'held out, train beside it' : 'means over prompts'}
      data={{
        name: `${name}-metrics`,
        csv: () => [
          columns.map(({ title }) => String(title)),
          ...lines.map((line) => texts(line).slice(0, columns.length)),
        ],
        json: () => lines,
      }}
    >
      <Table
        look="panel"
        label="Metrics"
        columns={columns}
        rows={lines}
        keyOf={(line) => line.name}
        isCurrent={({ isCurrent }) => isCurrent === true}
      />
    </Panel>
  )
}

function columnsOf(evaluation: Evaluation): Column<Line>[] {
  const judgements = shownJudgements(evaluation)
  const train = evaluation.split ? judgements : []
  return [
    { id: 'metric', title: 'Metric', isText: true, cell: ({ name }) => name },
    { id: 'clean', title: 'clean', cell: ({ clean }) => clean },
    ...judgements.map(({ label }, at): Column<Line> => ({
      id: label,
      title: label,
      cell: ({ circuits }) => circuits[at],
    })),
    ...train.map(({ label }, at): Column<Line> => ({
      id: `${label}, train`,
      title: `${label}, train`,
      cell: (line) => <span className={styles.train}>{line.train[at]}</span>,
    })),
    { id: 'empty', title: emptyName(evaluation), cell: ({ empty }) => empty },
    ...(evaluation.empty ? [{ id: 'corrupt', title: 'corrupt', cell: (line: Line) => line.corrupt }] : []),
  ]
}

function linesOf(evaluation: Evaluation, metric: MetricName): Line[] {
  const { clean, corrupt, empty = corrupt, split } = evaluation
  const judgements = shownJudgements(evaluation)
  const train = split ? split.train.judgements.slice(-judgements.length) : []
  const counts = (name: string, of: (judgement: (typeof judgements)[number]) => number): Line => ({
    ...{ name, clean: '', empty: '0', corrupt: '' },
    circuits: judgements.map((judgement) => formatCount(of(judgement))),
    train: train.map(() => ''),
  })
  const isPruned = judgements.some(({ edges, edgesAfterPruning }) => edges !== edgesAfterPruning)
  return [
    ...METRICS.map((name) => ({
      name: METRIC_LABEL[name],
      clean: formatMetric(clean.mean[name]),
      circuits: judgements.map(({ measurement }) => formatMetric(measurement.mean[name])),
      train: train.map(({ measurement }) => formatMetric(measurement.mean[name])),
      empty: formatMetric(empty.mean[name]),
      corrupt: formatMetric(corrupt.mean[name]),
      isCurrent: name === metric,
    })),
    {
      name: 'faithfulness',
      clean: percent(1),
      circuits: judgements.map(({ faithfulness }) => percent(faithfulness)),
      train: train.map(({ faithfulness }) => percent(faithfulness)),
      empty: percent(0),
      corrupt: '',
    },
    {
      name: 'random circuits',
      clean: '',
      circuits: judgements.map(({ randomFaithfulness }) => percent(randomFaithfulness)),
      train: train.map(() => ''),
      empty: '',
      corrupt: '',
    },
    counts('edges', ({ edges }) => edges),
    ...(isPruned ? [counts('after pruning', ({ edgesAfterPruning }) => edgesAfterPruning)] : []),
  ]
}
