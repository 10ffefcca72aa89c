import { METRICS, worstPromptOf, type MetricName, type RunMeasurements } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import type { LiveRun } from '../../state/live-run'
import { promptName } from '../../state/prompt-name'
import { emptyName, FAITHFULNESS_FORMULA, formatFaithfulness } from '../../widgets/faithfulness'
import { formatMetric } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import { Table, type Column } from '../../widgets/table'
import { PromptText } from '../../widgets/prompt-text'
import styles from './final-metrics.module.css'

/** How good the circuit is: every metric for the clean run, the run with every edge cut, and the circuit. */
export function FinalMetrics({ run }: { run: LiveRun }) {
  const { measurements } = run.detail
  if (!measurements) return null
  const { clean, corrupt, empty = corrupt, circuit, faithfulness } = measurements
  const hasCircuit = circuit !== null || run.summary.state !== 'done'
  const columns: Column<MetricName>[] = [
    {
      id: 'metric',
      title: null,
      label: 'Metric',
      isText: true,
      isRowHead: true,
      cell: (metric) => SHORT_LABEL[metric],
    },
    { id: 'clean', title: 'clean', cell: (metric) => formatMetric(clean.mean[metric]) },
    {
      id: 'empty',
      title: measurements.empty ? 'all cut' : 'corrupt',
      titleProps: { title: emptyName(measurements) },
      cell: (metric) => formatMetric(empty.mean[metric]),
    },
    ...(hasCircuit ? [circuitColumn(circuit)] : []),
  ]
  return (
    <Section title="Metrics" note={noteOf(run)}>
      <Table
        look="inspector"
        columns={columns}
        rows={METRICS}
        keyOf={(metric) => metric}
        isCurrent={(metric) => metric === run.summary.metric}
      />
      {circuit && (
        <Facts
          facts={[
            ['Faithfulness', <Faithfulness value={faithfulness} />],
            ['Worst prompt', <WorstPrompt run={run} />],
          ]}
        />
      )}
    </Section>
  )
}

function noteOf({ summary, detail, excerpt }: LiveRun): string | undefined {
  if (excerpt && detail.measurements?.circuit) return 'of the run’s own circuit'
  return detail.measurements?.circuit || summary.state === 'done' ? undefined : 'the circuit’s when finished'
}

function circuitColumn(circuit: RunMeasurements['circuit']): Column<MetricName> {
  return {
    id: 'circuit',
    title: 'circuit',
    cell: (metric) => formatMetric(circuit?.mean[metric] ?? null),
  }
}

function Faithfulness({ value }: { value: number | null }) {
  return (
    <span title={FAITHFULNESS_FORMULA}>
      {formatFaithfulness(value)} <span className={`${styles.prose} dim`}>of logit difference</span>
    </span>
  )
}

const SHORT_LABEL: Record<MetricName, string> = {
  ...METRIC_LABEL,
  logit_diff: 'logit diff',
  log_prob: 'log prob',
  prob_diff: 'prob diff',
}

/** The prompt that the circuit serves worst relative to the model. */
function WorstPrompt({ run }: { run: LiveRun }) {
  const worst = worstPromptOf(run.detail.measurements)
  if (!worst) return 'not defined'
  return (
    <>
      {formatFaithfulness(worst.faithfulness)}{' '}
      <PromptText className={`${styles.prose} dim`} name={promptName(run.detail.config, worst.row)} />
    </>
  )
}
