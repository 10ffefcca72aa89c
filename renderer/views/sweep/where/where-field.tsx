import { SegmentedControl } from '@mantine/core'
import { sweepForm, type SweepComputer } from '../../../state/sweep-form'
import { TermText } from '../../../widgets/term'
import { HereFields } from './here-fields'
import { RedisFields } from './redis-fields'
import { SlurmFields } from './slurm-fields'
import styles from './where-field.module.css'

/** What computes the sweep; the circuits are the same wherever they are found. */
export function WhereField() {
  const computer = sweepForm.use((form) => form.computer)
  return (
    <fieldset className={styles.where}>
      <legend>Where it is computed</legend>
      <SegmentedControl
        size="xs"
        className={styles.choice}
        aria-label="Where it is computed"
        value={computer}
        data={[
          { value: 'here', label: 'This machine' },
          { value: 'redis', label: 'Workers at a Redis' },
          { value: 'folder', label: 'Slurm, from a folder' },
        ]}
        onChange={(value) => sweepForm.set({ computer: value as SweepComputer })}
      />
      {computer === 'redis' ? (
        <>
          <p className="dim">
            <TermText text="Workers" /> on any number of machines take the runs from a{' '}
            <TermText text="Redis" />. The circuits are, byte by byte, those that this machine finds.
          </p>
          <RedisFields />
        </>
      ) : computer === 'folder' ? (
        <>
          <p className="dim">
            <TermText text="Slurm" />, or any scheduler with arrays, computes one circuit a task from a folder
            that the machines share. Nothing is computed here; what is done is collected.
          </p>
          <SlurmFields />
        </>
      ) : (
        <HereFields />
      )}
    </fieldset>
  )
}
