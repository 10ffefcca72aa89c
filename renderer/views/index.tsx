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

/** The component of each view; more views join here and in the rail. */
export const VIEW_COMPONENTS: Record<ViewName, ComponentType> = {
  model: ModelView,
  dataset: DatasetView,
  screen: ScreenView,
  confirm: ConfirmView,
  trace: TraceView,
  discover: DiscoverView,
  judge: JudgeView,
  runs: RunsView,
  compare: CompareView,
  settings: SettingsView,
}
