import { chooseTask, makeForm, useMaking } from '../../../state/make-prompts'
import styles from './task-list.module.css'

/** The tasks; a click shows its options and first rows. */
export function TaskList() {
  const tasks = useMaking((state) => state.tasks)
  const chosen = makeForm.use((form) => form.task)
  return (
    <nav className={styles.list} aria-label="Tasks">
      {tasks.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          className={styles.task}
          aria-current={name === chosen || undefined}
          onClick={() => chooseTask(name)}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}
