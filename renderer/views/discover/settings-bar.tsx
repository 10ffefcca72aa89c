import { useDiscoverConfig, useDiscoverStart, useStartRun } from '../../state/start-run'
import { MemoryChip } from '../../widgets/memory-chip'
import { MemoryRefusal } from '../../widgets/memory-refusal'
import { Space } from '../../widgets/panes'
import styles from './settings-bar.module.css'

/** Every setting of the next run in Discover that is not in the header, so that none is hidden, and what it needs. */
export function SettingsBar() {
  const { SettingsFields } = useDiscoverStart()
  const { obstacle } = useStartRun()
  const next = useDiscoverConfig()
  const config = obstacle ? null : next
  return (
    <>
      <div className={styles.settings} role="group" aria-label="Settings of the next run">
        <span className="dim">Next run</span>
        <SettingsFields />
        <Space />
        <MemoryChip config={config} />
      </div>
      <MemoryRefusal config={config} />
    </>
  )
}
