import { ArrowRight } from 'lucide-react'
import { VIEW_LABEL } from '../state/view-label'
import { showView, type ViewName } from '../state/workbench'
import styles from './go-to.module.css'

interface GoToProps {
  view: ViewName
  /** What is taken along, e.g. `with these 3 sites`; printed after the name of the view. */
  along?: string
  /** An action that shows the view with something; without one the view is shown as it is. */
  go?: () => void
  /** A sentence in a tooltip: what the view will show or offer. */
  hint?: string
  /** The step that most would take next: in the colour of the accent. */
  isNext?: boolean
}

/**
 * Leads to another view and computes nothing: quiet, with an arrow and the name of the view. What computes is a
 * StartButton: filled, with a play icon.
 */
export function GoTo({ view, along, go, hint, isNext }: GoToProps) {
  return (
    <button
      type="button"
      className={styles.goTo}
      data-view={view}
      data-next={isNext || undefined}
      title={hint}
      onClick={go ?? (() => showView(view))}
    >
      <span className={styles.view}>{VIEW_LABEL[view]}</span>
      {along && <span className={styles.along}> {along}</span>}
      <ArrowRight size={13} aria-hidden />
    </button>
  )
}
