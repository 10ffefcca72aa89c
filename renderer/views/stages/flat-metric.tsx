import { Button, Tooltip } from '@mantine/core'
import type { MetricName } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { stageForm } from '../../state/stage-form'
import styles from './flat-metric.module.css'

interface InsteadOfProps {
  /** The one that is estimated by. */
  metric: MetricName
  /** Why it is not the form's. */
  why: string
}

/** Says by which metric a method estimates that has no gradient of the form's, and offers that one for every stage. */
export function InsteadOf({ metric, why }: InsteadOfProps) {
  return (
    <Tooltip label={`${why} The other stages go on with KL; pressed, they all take this one.`}>
      <Button variant="default" className={styles.amberButton} onClick={() => stageForm.set({ metric })}>
        Estimates by {METRIC_LABEL[metric]}: use it in every stage
      </Button>
    </Tooltip>
  )
}
