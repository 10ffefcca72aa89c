import type { MetricName } from '../../contract'
import { discoverForm } from './discover-form'
import { stageForm } from './stage-form'
import { useStageOnScreen } from './stages'

/** The metric of the next run: of the stages while one is on screen, else of Discover. */
export function useFormMetric(): MetricName {
  const ofDiscover = discoverForm.use((form) => form.metric)
  const ofStages = stageForm.use((form) => form.metric)
  return useStageOnScreen() === null ? ofDiscover : ofStages
}
