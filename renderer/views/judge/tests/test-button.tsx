import { Button, Tooltip } from '@mantine/core'
import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { useCommand } from '../../../commands/provided'
import { judgeForm } from '../../../methods/evaluate/form'
import { testsConfig } from '../../../methods/tests/start'
import { isLive } from '../../../state/run-states'
import { startInStage } from '../../../state/start-stage'
import { useStageRun } from '../../../state/stages'
import { useObstacle } from '../../../state/use-obstacle'
import { useJudgeChoice } from '../use-judge-choice'

/** Starts the hypothesis tests of the chosen circuit. */
export function TestButton() {
  const form = judgeForm.use((fields) => fields)
  const { run } = useStageRun('judge')
  const { judged, missing } = useJudgeChoice()
  const general = useObstacle('logit_diff')
  const [isStarting, setStarting] = useState(false)
  const isRunning = run !== null && isLive(run.summary.state)
  const obstacle = isRunning ? 'Another run of Judge is not done yet.' : (general ?? missing)
  const start = () => {
    const config = testsConfig(form, judged)
    if (!config) return
    setStarting(true)
    void startInStage(config).finally(() => setStarting(false))
  }
  useCommand('tests.start', start, obstacle)
  return (
    <Tooltip label={obstacle} disabled={!obstacle}>
      <Button
        variant="default"
        title={obstacle ? undefined : 'Five hypothesis tests with p-values, among random circuits'}
        leftSection={<FlaskConical size={13} aria-hidden />}
        loading={isStarting}
        data-disabled={obstacle ? true : undefined}
        aria-disabled={obstacle ? true : undefined}
        onClick={obstacle ? undefined : start}
      >
        Test
      </Button>
    </Tooltip>
  )
}
