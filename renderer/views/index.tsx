import type { ComponentType } from 'react'
import type { ViewName } from '../state/workbench'
import { CompareView } from './compare/compare-view'
import { DatasetView } from './dataset/dataset-view'
import { DiscoverView } from './discover/discover-view'
import { ModelView } from './model/model-view'
import { RunsView } from './runs/runs-view'
import { SettingsView } from './settings/settings-view'

/** The component of each view; more views join here and in the rail. */
export const VIEW_COMPONENTS: Record<ViewName, ComponentType> = {
  model: ModelView,
  dataset: DatasetView,
  discover: DiscoverView,
  runs: RunsView,
  compare: CompareView,
  settings: SettingsView,
}
