import { Button, Tooltip } from '@mantine/core'
import { updateWorkbench } from '../../state/workbench'
import styles from './stages.module.css'

/** The mend for KL with a gradient method, one click away. */
export function UseLogitDifference({ why }: { why: string }) {
  return (
    <Tooltip label={why}>
      <Button
        variant="default"
        className={styles.amberButton}
        onClick={() => updateWorkbench({ metric: 'logit_diff' })}
      >
        KL has no gradient here: use logit difference
      </Button>
    </Tooltip>
  )
}
