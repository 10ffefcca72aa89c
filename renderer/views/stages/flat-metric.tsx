import { Button, Tooltip } from '@mantine/core'
import { updateStages } from '../../state/stages'
import styles from './stages.module.css'

/** The mend for KL with a gradient method, one click away. */
export function UseLogitDifference({ why }: { why: string }) {
  return (
    <Tooltip label={why}>
      <Button
        variant="default"
        className={styles.amberButton}
        onClick={() => updateStages({ metric: 'logit_diff' })}
      >
        KL has no gradient here: use logit difference
      </Button>
    </Tooltip>
  )
}
