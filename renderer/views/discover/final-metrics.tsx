import { METRICS, worstPromptOf, type MetricName } from '../../../contract'
import { METRIC_LABEL } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { promptName } from '../../state/prompt-name'
import { emptyName, FAITHFULNESS_FORMULA, formatFaithfulness } from '../../widgets/faithfulness'
import { formatMetric } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import styles from './inspector.module.css'

/** How good the circuit is: every metric of the clean run, of the run with every edge cut, and of the circuit. */
export function FinalMetrics({ run }: { run: LiveRun }) {
  const { measurements } = run.detail
  if (!measurements) return null
  const { clean, corrupt, empty = corrupt, circuit, faithfulness } = measurements
  const hasCircuit = circuit !== null || run.summary.state !== 'done'
  return (
    <Section
      title="Metrics"
      note={circuit || run.summary.state === 'done' ? undefined : 'the circuit’s when finished'}
    >
      <table className={styles.metrics}>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">clean</th>
            <th scope="col" title={emptyName(measurements)}>
              {measurements.empty ? 'all cut' : 'corrupt'}
            </th>
            {hasCircuit && <th scope="col">circuit</th>}
          </tr>
        </thead>
        <tbody>
          {METRICS.map((metric) => (
            <tr key={metric} data-current={metric === run.summary.metric}>
              <th scope="row">{SHORT_LABEL[metric]}</th>
              <td>{formatMetric(clean.mean[metric])}</td>
              <td>{formatMetric(empty.mean[metric])}</td>
              {hasCircuit && <td>{formatMetric(circuit?.mean[metric] ?? null)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
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
  const { short, full } = promptName(run.detail.config, worst.row)
  return (
    <span title={full}>
      {formatFaithfulness(worst.faithfulness)} <span className={`${styles.prose} dim`}>{short}</span>
    </span>
  )
}
