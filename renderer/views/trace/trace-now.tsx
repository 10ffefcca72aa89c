import { Button } from '@mantine/core'
import type { ComputationalGraph } from '../../../engine/graph'
import { startStage, useStages } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { openGraph } from './look-at'
import { slotLabel, traceConfig } from './trace-data'

/** Asks what the form asks; nothing where it cannot be asked. */
export function TraceNow({ isSmall }: { isSmall?: boolean }) {
  const obstacle = useObstacle()
  const mode = useStages((state) => state.traceMode)
  const receiver = useStages((state) => state.receiver)
  const sender = useStages((state) => state.sender)
  const slot = mode === 'into' ? receiverText(openGraph(), receiver) : sender
  if (mode === 'path' || obstacle) return null
  const start = () => {
    const config = traceConfig(useStages.getState(), openGraph())
    if (config) void startStage('trace', config)
  }
  return (
    <Button onClick={start} size={isSmall ? 'compact-xs' : undefined}>
      {mode === 'among' ? 'Trace among the selection' : `Trace ${mode} ${slot}`}
    </Button>
  )
}

export function receiverText(graph: ComputationalGraph | null, receiver: string): string {
  return graph ? slotLabel(graph, receiver) : receiver
}
