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
import type { ComponentType } from 'react'
import type { ViewName } from '../state/workbench'
import { CompareView } from './compare/compare-view'
import { ConfirmView } from './confirm/confirm-view'
import { DatasetView } from './dataset/dataset-view'
import { DiscoverView } from './discover/discover-view'
import { JudgeView } from './judge/judge-view'
import { ModelView } from './model/model-view'
import { RunsView } from './runs/runs-view'
import { ScreenView } from './screen/screen-view'
import { SettingsView } from './settings/settings-view'
import { TraceView } from './trace/trace-view'

interface ViewEntry {
  /** In the rail. */
  label: string
  icon: LucideIcon
  component: ComponentType
}

/** Every view; the rail lists them in the order of their names in VIEWS. */
export const VIEW_TABLE: Record<ViewName, ViewEntry> = {
  model: { label: 'Model', icon: Box, component: ModelView },
  dataset: { label: 'Dataset', icon: Database, component: DatasetView },
  screen: { label: 'Screen', icon: Grid3x3, component: ScreenView },
  confirm: { label: 'Confirm', icon: ChartScatter, component: ConfirmView },
  trace: { label: 'Trace', icon: Route, component: TraceView },
  discover: { label: 'Discover', icon: Workflow, component: DiscoverView },
  judge: { label: 'Judge', icon: Scale, component: JudgeView },
  runs: { label: 'Runs', icon: History, component: RunsView },
  compare: { label: 'Compare', icon: GitCompareArrows, component: CompareView },
  settings: { label: 'Settings', icon: Settings, component: SettingsView },
}
