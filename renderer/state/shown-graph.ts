import type { ComputationalGraph } from '../../engine/graph'
import { graphOfShape } from './graph-of-shape'
import { useRuns } from './run-store'
import { useWorkbench } from './workbench'

/** The graph on screen: the run's, else the open model's; null where there is neither. */
export function useShownGraph(): ComputationalGraph | null {
  const ofRun = useRuns((state) => state.live?.graph ?? null)
  const shape = useWorkbench((state) => state.model?.shape ?? null)
  return ofRun ?? (shape ? graphOfShape(shape) : null)
}
