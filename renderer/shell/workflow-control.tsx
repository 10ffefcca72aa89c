import { Button, Tooltip } from '@mantine/core'
import { FastForward } from 'lucide-react'
import { useState } from 'react'
import type { RunConfig } from '../../contract'
import { settingsLine } from '../state/belonging'
import { isLive } from '../state/session'
import { commonConfig, startStage, useStageRun, useStages } from '../state/stages'
import { flatMetric, useObstacle } from '../state/use-obstacle'
import { showView } from '../state/workbench'
import styles from './shell.module.css'

/** All four stages as one run; each of its parts is then seen in its own view. */
export function WorkflowControl() {
  const [isStarting, setStarting] = useState(false)
  const { run } = useStageRun('screen')
  const general = useObstacle()
  const metric = useStages((state) => state.metric)
  const direction = useStages((state) => state.direction)
  const isRunning = run?.summary.method === 'workflow' && isLive(run.summary.state)
  const obstacle = isRunning ? 'The workflow is running.' : (general ?? flatMetric(metric, direction))
  // From the forms of all four stages, of which the one on screen shows a part only.
  const settings = useWorkflowSettings()
  const start = () => {
    const config = workflowConfig()
    if (!config) return
    setStarting(true)
    showView('screen')
    void startStage('screen', config).finally(() => setStarting(false))
  }
  return (
    <div className={styles.controls} role="group" aria-label="Workflow">
      <Tooltip
        label={
          obstacle ??
          `Screens all sites, confirms the strongest exactly, traces the paths between them, and judges the circuit they propose. ${settings}`
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
    </div>
  )
}

function useWorkflowSettings(): string {
  useStages()
  const config = workflowConfig()
  return config ? `Now with ${settingsLine(config)}.` : ''
}

function workflowConfig(): RunConfig | null {
  const common = commonConfig()
  const { direction, top, ablation: chosen } = useStages.getState()
  const ablation = direction === 'noising' ? chosen : 'resample'
  return common && { method: 'workflow', ...common, direction, top, ablation }
}
