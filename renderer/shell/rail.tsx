import {
  Box,
  ChartScatter,
  Database,
  GitCompareArrows,
  Grid3x3,
  History,
  Route,
  Scale,
  Settings,
  Workflow,
  type LucideIcon,
} from 'lucide-react'
import { showView, useWorkbench, type ViewName } from '../state/workbench'
import styles from './shell.module.css'

interface RailEntry {
  view: ViewName
  label: string
  icon: LucideIcon
}

const ENTRIES: RailEntry[] = [
  { view: 'model', label: 'Model', icon: Box },
  { view: 'dataset', label: 'Dataset', icon: Database },
  { view: 'screen', label: 'Screen', icon: Grid3x3 },
  { view: 'confirm', label: 'Confirm', icon: ChartScatter },
  { view: 'trace', label: 'Trace', icon: Route },
  { view: 'discover', label: 'Discover', icon: Workflow },
  { view: 'judge', label: 'Judge', icon: Scale },
  { view: 'runs', label: 'Runs', icon: History },
  { view: 'compare', label: 'Compare', icon: GitCompareArrows },
]

export function Rail() {
  return (
    <nav aria-label="Views" className={styles.rail}>
      {ENTRIES.map((entry) => (
        <RailButton key={entry.view} {...entry} />
      ))}
      <div className={styles.railSpace} />
      <RailButton view="settings" label="Settings" icon={Settings} />
    </nav>
  )
}

function RailButton({ view, label, icon: Icon }: RailEntry) {
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
