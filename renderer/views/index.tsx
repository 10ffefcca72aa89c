import type { ComponentType } from 'react'
import type { ViewName } from '../state/workbench'
import { DiscoverView } from './discover/discover-view'
import { ModelView } from './model/model-view'
import { SettingsView } from './settings/settings-view'

/** The component of each view; more views join here and in the rail. */
export const VIEW_COMPONENTS: Record<ViewName, ComponentType> = {
  model: ModelView,
  dataset: SettingsView,
  discover: DiscoverView,
  runs: SettingsView,
  compare: SettingsView,
  settings: SettingsView,
}
