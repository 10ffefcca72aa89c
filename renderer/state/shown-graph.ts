import { useMemo } from 'react'
import { buildGraph, type ComputationalGraph } from '../../engine/graph'
import { useLiveRun } from './live-run-store'
import { useWorkbench } from './workbench'

/** The graph on screen: the run's, else the open model's; null while neither is there. */
export function useShownGraph(): ComputationalGraph | null {
  const ofRun = useLiveRun((state) => state.run?.graph ?? null)
  const shape = useWorkbench((state) => state.model?.shape ?? null)
  const ofModel = useMemo(() => (shape ? buildGraph(shape) : null), [shape])
  return ofRun ?? ofModel
}
