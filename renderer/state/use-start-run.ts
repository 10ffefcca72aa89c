import { useState } from 'react'
import { startRun } from './session'
import { flatMetric, useObstacle } from './use-obstacle'
import { useWorkbench } from './workbench'

/** Starting a run from a button: what stands in its way as a sentence, and whether it is on its way. */
export function useStartRun(): { start: () => void; obstacle: string | null; starting: boolean } {
  const [starting, setStarting] = useState(false)
  const general = useObstacle()
  const method = useWorkbench((state) => state.discoverMethod)
  const metric = useWorkbench((state) => state.metric)
  const direction = useWorkbench((state) => state.direction)
  const threshold = useWorkbench((state) => state.threshold)
  const start = () => {
    setStarting(true)
    void startRun().finally(() => setStarting(false))
  }
  return { start, starting, obstacle: obstacleOf() }

  function obstacleOf(): string | null {
    if (general) return general
    // EAP-IG takes its gradients elsewhere too.
    if (method === 'eap') return flatMetric(metric, direction)
    if (method === 'acdc' && !Number.isFinite(threshold))
      return 'The threshold must be a number, for example 0.02.'
    return null
  }
}
