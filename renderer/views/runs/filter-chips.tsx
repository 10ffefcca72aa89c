import { X } from 'lucide-react'
import { dropFilter, showAllRuns, useRunsTable } from '../../state/runs-table'
import styles from './filter-chips.module.css'
import { filterText } from './filter-text'

/** The filters that hold now, each taken away by a click; nothing where there are none. */
export function FilterChips() {
  const filters = useRunsTable((state) => state.filters)
  if (filters.length === 0) return null
  return (
    <div role="group" aria-label="Filters" className={styles.chips}>
      {filters.map((filter) => {
        const text = filterText(filter)
        return (
          <button
            key={filter.column}
            type="button"
            className={styles.chip}
            title="Take this filter away"
            onClick={() => dropFilter(filter.column)}
          >
            <span className="clip">{text}</span>
            <X size={11} aria-label="take away" />
          </button>
        )
      })}
      <button type="button" className={styles.all} onClick={showAllRuns}>
        Show all runs
      </button>
    </div>
  )
}
