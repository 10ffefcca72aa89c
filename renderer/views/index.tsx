import {
  Box,
  ChartScatter,
  ChartSpline,
  Database,
  GitCompareArrows,
  Grid3x3,
  History,
  Route,
  Scale,
  Settings,
  Waypoints,
  Workflow,
  type LucideIcon,
} from 'lucide-react'
import type { ComponentType } from 'react'
import type { ViewName } from '../state/workbench'
import { CompareView } from './compare/compare-view'
import { ConfirmView } from './confirm/confirm-view'
import { DatasetView } from './dataset/dataset-view'
import { DiscoverView } from './discover/discover-view'
import { ExplainView } from './explain-stage/explain-view'
import { JudgeView } from './judge/judge-view'
import { ModelView } from './model/model-view'
import { RunsView } from './runs/runs-view'
import { ScreenView } from './screen/screen-view'
import { SettingsView } from './settings/settings-view'
import { SweepView } from './sweep/sweep-view'
import { TraceView } from './trace/trace-view'

interface ViewEntry {
  icon: LucideIcon
  component: ComponentType
}

/** Every view, called as VIEW_LABEL says; the rail lists them in the order of their names in VIEWS. */
export const VIEW_TABLE: Record<ViewName, ViewEntry> = {
  model: { icon: Box, component: ModelView },
  dataset: { icon: Database, component: DatasetView },
  screen: { icon: Grid3x3, component: ScreenView },
  confirm: { icon: ChartScatter, component: ConfirmView },
  trace: { icon: Route, component: TraceView },
  discover: { icon: Workflow, component: DiscoverView },
  judge: { icon: Scale, component: JudgeView },
  explain: { icon: Waypoints, component: ExplainView },
  compare: { icon: GitCompareArrows, component: CompareView },
  sweep: { icon: ChartSpline, component: SweepView },
  runs: { icon: History, component: RunsView },
  settings: { icon: Settings, component: SettingsView },
}
