import type { MetricName } from '../../contract'
import { useStageOnScreen, useStages } from './stages'
import { useWorkbench } from './workbench'

/** The metric of the next run: of the stages while one is on screen, else of Discover. */
export function useFormMetric(): MetricName {
  const ofDiscover = useWorkbench((state) => state.metric)
  const ofStages = useStages((state) => state.metric)
  return useStageOnScreen() === null ? ofDiscover : ofStages
}
