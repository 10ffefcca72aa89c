import { Textarea, TextInput } from '@mantine/core'
import { sweepForm } from '../../../state/sweep-form'
import styles from './slurm-fields.module.css'

/** The folder, and what the array script asks of the scheduler. */
export function SlurmFields() {
  const { folder, resources, setup, program } = sweepForm.use((form) => form)
  return (
    <>
      <TextInput
        label="Folder"
        description="A new one on a file system that all machines share; it gets the tasks and the script"
        placeholder="/shared/sweep-1"
        spellCheck={false}
        title={folder}
        value={folder}
        onChange={(event) => sweepForm.set({ folder: event.currentTarget.value })}
      />
      <div className={styles.pair}>
        <Textarea
          label="Resources of a task"
          description="What follows #SBATCH, a line each"
          placeholder={'--time=01:00:00\n--mem=8G'}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          value={resources}
          onChange={(event) => sweepForm.set({ resources: event.currentTarget.value })}
        />
        <Textarea
          label="Lines before the work"
          description="Modules and settings, a line each"
          placeholder="module load nodejs/24"
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          value={setup}
          onChange={(event) => sweepForm.set({ setup: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label="Program"
        description="What runs Patchbay on those machines, with a container in front where there is one"
        placeholder="this Patchbay, by its path"
        spellCheck={false}
        title={program}
        value={program}
        onChange={(event) => sweepForm.set({ program: event.currentTarget.value })}
      />
    </>
  )
}
