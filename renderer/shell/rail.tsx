import { CircleHelp } from 'lucide-react'
import { openHelp } from '../state/help'
import { VIEW_LABEL } from '../state/view-label'
import { VIEW_TERMS } from '../terms'
import { termTarget } from '../widgets/term'
import { showView, useWorkbench, VIEWS, type ViewName } from '../state/workbench'
import { VIEW_TABLE } from '../views'
import styles from './rail.module.css'

/** The views, top to bottom, with help and the settings at the end. */
export function Rail() {
  return (
    <nav aria-label="Views" className={styles.rail}>
      {VIEWS.filter((view) => view !== 'settings').map((view) => (
        <RailButton key={view} view={view} />
      ))}
      <div className={styles.railSpace} />
      <HelpButton />
      <RailButton view="settings" />
    </nav>
  )
}

function HelpButton() {
  return (
    <button type="button" className={styles.railButton} onClick={() => openHelp()}>
      <CircleHelp size={18} strokeWidth={1.6} aria-hidden />
      Help
    </button>
  )
}

function RailButton({ view }: { view: ViewName }) {
  const Icon = VIEW_TABLE[view].icon
  const isCurrent = useWorkbench((state) => state.view === view)
  return (
    <button
      type="button"
      className={styles.railButton}
      aria-current={isCurrent ? 'page' : undefined}
      data-view={view}
      {...termTarget(VIEW_TERMS[view])}
      onClick={() => showView(view)}
    >
      <Icon size={18} strokeWidth={1.6} aria-hidden />
      {VIEW_LABEL[view]}
    </button>
  )
}
