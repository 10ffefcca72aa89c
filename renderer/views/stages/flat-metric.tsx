import { Button, Tooltip } from '@mantine/core'
import { stageForm } from '../../state/stage-form'
import styles from './flat-metric.module.css'

/** Switches from KL to logit difference, for a method that needs the metric's gradient. */
export function UseLogitDifference({ why }: { why: string }) {
  return (
    <Tooltip label={why}>
      <Button
        variant="default"
        className={styles.amberButton}
        onClick={() => stageForm.set({ metric: 'logit_diff' })}
      >
        KL has no gradient here: use logit difference
      </Button>
    </Tooltip>
  )
}
