import type { Passes } from '../../../contract'
import { baseRun } from '../../state/effect-facts'
import { METRIC_LABEL } from '../../state/metric-label'
import type { MethodRun } from '../../state/run-store'
import { formatDuration, formatMetric, formatPlural } from '../../widgets/format'
import { LegendBar } from '../../plots/ramp-legend'
import { Space } from '../../widgets/panes'
import styles from './run-facts.module.css'

interface RunFactsProps {
  run: MethodRun
  passes: Passes | null
  baseMetric: number | null
  children?: React.ReactNode
}

/** `2 forwards, 1 backward · logit difference of the base run 9.8150 · 12 prompts · 0.2 s` */
export function RunFacts({ run, passes, baseMetric, children }: RunFactsProps) {
  const { summary } = run
  return (
    <LegendBar>
      <span className={styles.facts} role="status" aria-label="Run facts">
        {passes && (
          <span>
            <b>{passesText(passes)}</b>
          </span>
        )}
        {baseMetric !== null && (
          <span>
            {METRIC_LABEL[summary.metric]} of the {baseRun(summary.direction)} run{' '}
            <b>{formatMetric(baseMetric)}</b>
          </span>
        )}
        <span>{formatPlural(summary.promptCount, 'prompt')}</span>
        <span>
          {summary.method === 'workflow' && 'all stages '}took {formatDuration(summary.elapsedMs)}
        </span>
      </span>
      <Space />
      {children}
    </LegendBar>
  )
}

/** `2 forwards, 1 backward` */
export function passesText({ forward, backward }: Passes): string {
  const forwards = formatPlural(forward, 'forward')
  return backward === 0 ? forwards : `${forwards}, ${formatPlural(backward, 'backward')}`
}
