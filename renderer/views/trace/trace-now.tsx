import { startInStage } from '../../state/start-stage'
import { useObstacle } from '../../state/use-obstacle'
import { StartButton } from '../../widgets/start-button'
import { openGraph, traceConfig, useTraceStart } from './trace-form'

/** Starts what the form has chosen; nothing where that cannot be started. */
export function TraceNow({ isSmall }: { isSmall?: boolean }) {
  const obstacle = useObstacle()
  const { action } = useTraceStart()
  if (!action || obstacle) return null
  const start = () => {
    const config = traceConfig()
    if (config) void startInStage(config)
  }
  return <StartButton label={action(openGraph())} start={start} isSmall={isSmall} />
}
