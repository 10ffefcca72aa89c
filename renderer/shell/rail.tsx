import { showView, useWorkbench, VIEWS, type ViewName } from '../state/workbench'
import { VIEW_TABLE } from '../views'
import styles from './rail.module.css'

/** The views, top to bottom, with the settings at the end. */
export function Rail() {
  return (
    <nav aria-label="Views" className={styles.rail}>
      {VIEWS.filter((view) => view !== 'settings').map((view) => (
        <RailButton key={view} view={view} />
      ))}
      <div className={styles.railSpace} />
      <RailButton view="settings" />
    </nav>
  )
}

function RailButton({ view }: { view: ViewName }) {
  const { label, icon: Icon } = VIEW_TABLE[view]
  const isCurrent = useWorkbench((state) => state.view === view)
  return (
    <button
      type="button"
      className={styles.railButton}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={() => showView(view)}
    >
      <Icon size={18} strokeWidth={1.6} aria-hidden />
      {label}
    </button>
  )
}
