import type { RunConfig } from '../../../contract'
import { useStageRun, type Stage } from '../../state/stages'
import { startInStage } from '../../state/start-stage'
import { useObstacle } from '../../state/use-obstacle'
import { MemoryRefusal } from '../../widgets/memory-refusal'
import { Belonging } from '../../widgets/run-title'

interface StageBelongingProps {
  stage: Stage
  /** What the stage's form would start now; null while something is missing. */
  config: RunConfig | null
  /** The form cannot start it, for a reason of this stage, not one that stops every run. */
  isBlocked?: boolean
}

/** Whether what the stage's form would start fits in memory; the run of the stage, and how it differs from the form. */
export function StageBelonging({ stage, config, isBlocked }: StageBelongingProps) {
  const { run } = useStageRun(stage)
  const obstacle = useObstacle()
  const again = config && !isBlocked ? () => void startInStage(config) : null
  return (
    <>
      <MemoryRefusal config={isBlocked || obstacle ? null : config} />
      {run && <Belonging detail={run.detail} summary={run.summary} config={config} again={again} />}
    </>
  )
}
