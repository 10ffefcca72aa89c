import type { RunSummary } from '../../../contract'
import { shortThreshold } from '../../state/choice-scale'
import type { LiveRun } from '../../state/live-run'
import { acdcObstacle, measureChoice, runAcdcAtChoice, useMeasurement } from '../../state/measure-choice'
import { METRIC_LABEL } from '../../state/metric-label'
import { openRun } from '../../state/open-run'
import { isLive, STATE_LABEL } from '../../state/run-states'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount, formatMetric, formatPlural } from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { StartButton } from '../../widgets/start-button'
import styles from './choice-actions.module.css'

/** What can be asked about edges that were chosen by score: what they really do, and what ACDC would keep. */
export function ChoiceActions({ shown }: { shown: LiveRun }) {
  const { excerpt, kept } = shown
  const measured = useMeasurement(shown)
  if (excerpt?.kind !== 'scores') return null
  const tau = shortThreshold(excerpt.threshold)
  return (
    <div className={styles.actions}>
      {measured ? (
        <Measured run={measured} />
      ) : (
        <StartButton
          isSmall
          label={kept === 1 ? 'Measure this edge' : `Measure these ${formatCount(kept)}`}
          intent={`Evaluates exactly ${formatPlural(kept, 'edge')} as a circuit: faithfulness and every metric, prompt by prompt`}
          obstacle={kept === 0 ? 'No edge is chosen.' : null}
          start={() => void measureChoice(shown)}
        />
      )}
      <StartButton
        isSmall
        label={`Run ACDC at τ ${tau}`}
        intent="Tests edge after edge in the circuit left by the others, on the same model and prompts"
        obstacle={acdcObstacle(shown)}
        start={() => void runAcdcAtChoice(shown)}
      />
    </div>
  )
}

/** What was measured of these very edges. */
function Measured({ run }: { run: RunSummary }) {
  const { state, faithfulness, metricFinal, metric, message } = run
  const isDone = state === 'done'
  return (
    <>
      <span className={styles.measured} role="status" title={message ?? undefined}>
        {isDone
          ? `measured: faithfulness ${formatFaithfulness(faithfulness)}, ${METRIC_LABEL[metric]} ${formatMetric(metricFinal)}`
          : isLive(state)
            ? 'being measured…'
            : `${STATE_LABEL[state]}: ${message ?? ''}`}
      </span>
      {isDone && <GoTo view="judge" along={`with ${run.name}`} go={() => void openRun(run)} />}
    </>
  )
}
