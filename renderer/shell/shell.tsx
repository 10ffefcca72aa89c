import { useRef } from 'react'
import { Commands } from '../commands/commands'
import { HelpPanel } from '../help/help-panel'
import { useWorkbench } from '../state/workbench'
import { TourStrip } from '../tour/tour-strip'
import { VIEW_TABLE } from '../views'
import { ExplainPanel } from '../views/explain/explain-panel'
import { RoadStrip } from '../views/road/road-strip'
import { RunDialogs } from '../views/runs/dialogs/run-dialogs'
import { ScoreQuestion } from '../views/scores/score-question'
import { SelfCheckPanel } from '../views/self-check/self-check-panel'
import { useKeptFocus } from '../widgets/kept-focus'
import { TermCard } from '../widgets/term-card'
import { DropZone } from './drop/drop-zone'
import { Header } from './header'
import { HostNotice } from './host-notice'
import { NoticeBar } from './notice-bar'
import { Rail } from './rail'
import { ViewBoundary } from './view-boundary'
import styles from './shell.module.css'

/** What stays while views change: the rail, the header, and the notice about the host. */
export function Shell() {
  const view = useWorkbench((state) => state.view)
  const View = VIEW_TABLE[view].component
  const main = useRef<HTMLElement>(null)
  useKeptFocus(main)
  return (
    <div className={styles.shell}>
      <Rail />
      <Header />
      <HostNotice />
      <TourStrip />
      <main ref={main} tabIndex={-1} className={styles.main}>
        <ViewBoundary key={view}>
          <View />
        </ViewBoundary>
      </main>
      <footer className={styles.foot}>
        <RoadStrip view={view} />
        <NoticeBar view={view} />
      </footer>
      <ScoreQuestion />
      <ExplainPanel />
      <RunDialogs />
      <SelfCheckPanel />
      <HelpPanel />
      <TermCard />
      <Commands />
      <DropZone />
    </div>
  )
}
