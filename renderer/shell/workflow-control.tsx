import { Button, Tooltip } from '@mantine/core'
import { FastForward } from 'lucide-react'
import { useState } from 'react'
import { memoryText, type MemoryNeed, type RunConfig } from '../../contract'
import { isWorkflow, workflowConfig } from '../methods/workflow/start'
import { useMemoryNeed } from '../state/memory-need'
import { usePromptSet } from '../state/prompt-store'
import { isLive } from '../state/run-states'
import { settingsLine } from '../state/setting-differences'
import { stageForm } from '../state/stage-form'
import { useStageRun } from '../state/stages'
import { useObstacle } from '../state/use-obstacle'
import { startWorkflow } from '../views/road/road-actions'
import { Controls } from './controls'

/** Starts all four stages as one run; each view shows its part. */
export function WorkflowControl() {
  const [isStarting, setStarting] = useState(false)
  const { run } = useStageRun('screen')
  // All settings: they come from the forms of all four stages, and the view shows only its own.
  const config = useWorkflowConfig()
  const general = useObstacle(config?.metric)
  const isRunning = run !== null && isWorkflow(run.summary) && isLive(run.summary.state)
  const obstacle = isRunning ? 'The workflow is running.' : general
  const settings = config ? `Current settings: ${settingsLine(config)}.` : ''
  const memory = useMemoryNeed(obstacle ? null : config)
  const start = () => {
    setStarting(true)
    void startWorkflow().finally(() => setStarting(false))
  }
  return (
    <Controls aria-label="Workflow">
      <Tooltip
        label={
          obstacle ??
          `Screens all sites, confirms the strongest exactly, traces the paths between them, and judges the circuit they propose. ${settings} ${memory?.state === 'known' ? needText(memory.need) : ''}`
        }
      >
        <Button
          variant="default"
          leftSection={<FastForward size={13} />}
          loading={isStarting}
          data-disabled={obstacle ? true : undefined}
          aria-disabled={obstacle ? true : undefined}
          onClick={obstacle ? undefined : start}
        >
          Screen, confirm, trace, judge
        </Button>
      </Tooltip>
    </Controls>
  )
}

/** Its settings come from the forms of all four stages. */
function useWorkflowConfig(): RunConfig | null {
  stageForm.use((form) => form)
  usePromptSet()
  return workflowConfig()
}

function needText(need: MemoryNeed): string {
  return need.refusal ?? `Memory: ${memoryText(need)}.`
}
