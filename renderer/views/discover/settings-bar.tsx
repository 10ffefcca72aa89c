import { useDiscoverStart } from '../../state/start-run'
import styles from './discover.module.css'

/** What the next run in Discover takes besides model, prompts and the header's fields: nothing is taken unseen. */
export function SettingsBar() {
  const { SettingsFields } = useDiscoverStart()
  return (
    <div className={styles.settings} role="group" aria-label="Settings of the next run">
      <span className="dim">Next run</span>
      <SettingsFields />
    </div>
  )
}
