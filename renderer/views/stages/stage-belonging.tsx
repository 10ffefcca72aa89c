import type { RunConfig } from '../../../contract'
import { useStageRun, type Stage } from '../../state/stages'
import { startInStage } from '../../state/start-stage'
import { Belonging } from '../../widgets/run-title'

interface StageBelongingProps {
  stage: Stage
  /** What the stage's form would start now; null where it cannot say. */
  config: RunConfig | null
  /** The form cannot start it, for a reason beyond those that stop any run. */
  isBlocked?: boolean
}

/** Names the run of a stage, whatever its form holds. */
export function StageBelonging({ stage, config, isBlocked }: StageBelongingProps) {
  const { run } = useStageRun(stage)
  if (!run) return null
  const again = config && !isBlocked ? () => void startInStage(config) : null
  return <Belonging detail={run.detail} summary={run.summary} config={config} again={again} />
}
