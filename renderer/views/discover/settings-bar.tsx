import { useDiscoverStart } from '../../state/start-run'
import styles from './settings-bar.module.css'

/** Every setting of the next run in Discover that is not in the header, so that none is hidden. */
export function SettingsBar() {
  const { SettingsFields } = useDiscoverStart()
  return (
    <div className={styles.settings} role="group" aria-label="Settings of the next run">
      <span className="dim">Next run</span>
      <SettingsFields />
    </div>
  )
}
