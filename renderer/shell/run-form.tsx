import { NativeSelect } from '@mantine/core'
import { METRICS, type MetricName } from '../../contract'
import { DISCOVER_STARTS } from '../methods/registry'
import { discoverForm } from '../state/discover-form'
import { useFormMetric } from '../state/form-metric'
import { METRIC_LABEL } from '../state/metric-label'
import { stageForm } from '../state/stage-form'
import { useStageOnScreen } from '../state/stages'
import { useDiscoverStart } from '../state/start-run'
import { TermArea } from '../widgets/term'
import styles from './run-form.module.css'

/** The first choices of the next run; the others are in the toolbar of Discover or of the stage. */
export function RunForm() {
  const metric = useFormMetric()
  const isStage = useStageOnScreen() !== null
  const { value, label, HeaderFields } = useDiscoverStart()
  return (
    <div className={styles.form} role="group" aria-label="Next run">
      {!isStage && (
        <TermArea text={label}>
          <NativeSelect
            className={styles.method}
            size="xs"
            aria-label="Method"
            value={value}
            data={DISCOVER_STARTS.map((start) => ({ value: start.value, label: start.label }))}
            onChange={(event) => discoverForm.set({ discoverMethod: event.currentTarget.value })}
          />
        </TermArea>
      )}
      <TermArea text={METRIC_LABEL[metric]}>
        <NativeSelect
          className={styles.metric}
          size="xs"
          aria-label="Metric"
          value={metric}
          data={METRICS.map((name) => ({ value: name, label: METRIC_LABEL[name] }))}
          onChange={(event) => {
            const form = isStage ? stageForm : discoverForm
            form.set({ metric: event.currentTarget.value as MetricName })
          }}
        />
      </TermArea>
      {!isStage && HeaderFields && <HeaderFields />}
    </div>
  )
}
