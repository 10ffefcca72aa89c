import { useWorkbench } from '../state/workbench'
import { VIEW_TABLE } from '../views'
import { ScoreQuestion } from '../views/scores/score-question'
import { Header } from './header'
import { HostNotice } from './host-notice'
import { Rail } from './rail'
import { ViewBoundary } from './view-boundary'
import styles from './shell.module.css'

/** What stays while views change: the rail, the header, and the notice about the host. */
export function Shell() {
  const view = useWorkbench((state) => state.view)
  const View = VIEW_TABLE[view].component
  return (
    <div className={styles.shell}>
      <Rail />
      <Header />
      <HostNotice />
      <main className={styles.main}>
        <ViewBoundary key={view}>
          <View />
        </ViewBoundary>
      </main>
      <ScoreQuestion />
    </div>
  )
}
