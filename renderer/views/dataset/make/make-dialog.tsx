import { Modal } from '@mantine/core'
import { closeMakePrompts, makeForm, useMaking } from '../../../state/make-prompts'
import styles from './make-dialog.module.css'
import { MakeFooter } from './make-footer'
import { Preview } from './make-preview'
import { TaskForm } from './task-form'
import { TaskList } from './task-list'

/** Prompts of a task: which, with what options and words, and how the first of them look to the model. */
export function MakeDialog() {
  const opened = useMaking((state) => state.opened)
  return (
    <Modal
      opened={opened}
      onClose={closeMakePrompts}
      title="Make prompts"
      size="min(1240px, 100vw - 48px)"
      padding={0}
      centered
      classNames={{ header: styles.header, content: styles.content, body: styles.body }}
    >
      <MakeBody />
    </Modal>
  )
}

function MakeBody() {
  const name = makeForm.use((form) => form.task)
  const task = useMaking((state) => state.tasks.find((one) => one.name === name))
  return (
    <>
      <div className={styles.columns}>
        <TaskList />
        {task && <TaskForm key={task.name} task={task} />}
        <Preview />
      </div>
      <MakeFooter />
    </>
  )
}
