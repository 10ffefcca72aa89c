import type { RunConfig } from '../../../contract'
import { useStageRun, type Stage } from '../../state/stages'
import { startInStage } from '../../state/start-stage'
import { Belonging } from '../../widgets/run-title'

interface StageBelongingProps {
  stage: Stage
  /** What the stage's form would start now; null while something is missing. */
  config: RunConfig | null
  /** The form cannot start it, for a reason of this stage, not one that stops every run. */
  isBlocked?: boolean
}

/** The run of a stage, and how it differs from the stage's form. */
export function StageBelonging({ stage, config, isBlocked }: StageBelongingProps) {
  const { run } = useStageRun(stage)
  if (!run) return null
  const again = config && !isBlocked ? () => void startInStage(config) : null
  return <Belonging detail={run.detail} summary={run.summary} config={config} again={again} />
}
