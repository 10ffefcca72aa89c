import type { ViewName } from './workbench'

/** What each view is called, in the rail and wherever a control leads to it. */
export const VIEW_LABEL: Record<ViewName, string> = {
  model: 'Model',
  dataset: 'Dataset',
  screen: 'Screen',
  confirm: 'Confirm',
  trace: 'Trace',
  discover: 'Discover',
  judge: 'Judge',
  explain: 'Explain',
  compare: 'Compare',
  sweep: 'Sweep',
  runs: 'Runs',
  settings: 'Settings',
}
