import { Suspense } from 'react'
import { useWorkbench } from '../state/workbench'
import { VIEW_COMPONENTS } from '../views'
import { Header } from './header'
import { HostNotice } from './host-notice'
import { Rail } from './rail'
import styles from './shell.module.css'

/** What stays while views change: the rail, the header, and word of the host. */
export function Shell() {
  const view = useWorkbench((state) => state.view)
  const View = VIEW_COMPONENTS[view]
  return (
    <div className={styles.shell}>
      <Rail />
      <Header />
      <HostNotice />
      <main className={styles.main}>
        <Suspense fallback={null}>
          <View />
        </Suspense>
      </main>
    </div>
  )
}
