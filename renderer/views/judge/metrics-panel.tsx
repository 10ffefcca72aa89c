import { METRICS, type Evaluation, type MetricName } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { emptyName } from '../../widgets/faithfulness'
import { formatCount, formatMetric } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { Panel } from '../stages/panel'
import { percent, shownJudgements } from './judge-data'

/** One line of numbers: the clean run, each judged circuit, the run with every edge cut, the corrupt run. */
interface Line {
  name: string
  clean: string
  circuits: string[]
  empty: string
  corrupt: string
  isCurrent?: boolean
}

/** Every metric for the clean run, the judged circuits, and the run with every edge cut. */
export function MetricsPanel({ evaluation, metric }: { evaluation: Evaluation; metric: MetricName }) {
  const judgements = shownJudgements(evaluation)
  const corrupt: Column<Line> = { id: 'corrupt', title: 'corrupt', cell: (line) => line.corrupt }
  const columns: Column<Line>[] = [
    { id: 'metric', title: 'Metric', isText: true, cell: ({ name }) => name },
    { id: 'clean', title: 'clean', cell: ({ clean }) => clean },
    ...judgements.map(({ label }, at): Column<Line> => ({
      id: label,
      title: label,
      cell: ({ circuits }) => circuits[at],
    })),
    { id: 'empty', title: emptyName(evaluation), cell: ({ empty }) => empty },
    ...(evaluation.empty ? [corrupt] : []),
  ]
  return (
    <Panel title="Metrics" isWide={!evaluation.roc && !evaluation.minimality}>
      <Table
        look="panel"
        label="Metrics"
        columns={columns}
        rows={linesOf(evaluation, metric)}
        keyOf={({ name }) => name}
        isCurrent={({ isCurrent }) => isCurrent === true}
      />
    </Panel>
  )
}

function linesOf(evaluation: Evaluation, metric: MetricName): Line[] {
  const { clean, corrupt, empty = corrupt } = evaluation
  const judgements = shownJudgements(evaluation)
  const counts = (name: string, of: (judgement: (typeof judgements)[number]) => number): Line => ({
    ...{ name, clean: '', empty: '0', corrupt: '' },
    circuits: judgements.map((judgement) => formatCount(of(judgement))),
  })
  const isPruned = judgements.some(({ edges, edgesAfterPruning }) => edges !== edgesAfterPruning)
  return [
    ...METRICS.map((name) => ({
      name: METRIC_LABEL[name],
      clean: formatMetric(clean.mean[name]),
      circuits: judgements.map(({ measurement }) => formatMetric(measurement.mean[name])),
      empty: formatMetric(empty.mean[name]),
      corrupt: formatMetric(corrupt.mean[name]),
      isCurrent: name === metric,
    })),
    {
      name: evaluation.split ? 'faithfulness, held out' : 'faithfulness',
      clean: '100 %',
      circuits: judgements.map(({ faithfulness }) => percent(faithfulness)),
      empty: '0 %',
      corrupt: '',
    },
    ...trainLine(evaluation),
    counts('edges', ({ edges }) => edges),
    ...(isPruned ? [counts('after pruning', ({ edgesAfterPruning }) => edgesAfterPruning)] : []),
  ]
}

/** The same circuits on the prompts they were found on. */
function trainLine({ split, judgements }: Evaluation): Line[] {
  if (!split) return []
  const shown = judgements.length > 1 ? split.train.judgements.slice(1) : split.train.judgements
  const circuits = shown.map(({ faithfulness }) => percent(faithfulness))
  return [{ name: 'faithfulness, train', clean: '100 %', circuits, empty: '0 %', corrupt: '' }]
}
