import { Button } from '@mantine/core'
import { Square } from 'lucide-react'
import { useState } from 'react'
import type { RunConfig } from '../../../contract'
import { useCommand } from '../../commands/provided'
import type { MethodRun } from '../../state/run-store'
import { isLive } from '../../state/run-states'
import { cancelStage } from '../../state/stages'
import { startInStage } from '../../state/start-stage'
import { useAllForms } from '../../state/forms'
import { usePromptSet } from '../../state/prompt-store'
import { END_BUTTON } from '../../theme/tokens'
import { MemoryChip } from '../../widgets/memory-chip'
import { StartButton } from '../../widgets/start-button'

interface StageButtonProps {
  label: string
  run: MethodRun | null
  /** What to start; null while something is missing, which `obstacle` names. */
  config: () => RunConfig | null
  obstacle: string | null
}

/** Starts a stage's run; while it is live, the same button cancels it. */
export function StageButton({ label, run, config, obstacle }: StageButtonProps) {
  const [isStarting, setStarting] = useState(false)
  const isRunning = run !== null && isLive(run.summary.state)
  const start = () => {
    const what = config()
    if (!what) return
    setStarting(true)
    void startInStage(what).finally(() => setStarting(false))
  }
  useCommand('run.start', start, isRunning ? 'It is running already.' : obstacle)
  if (isRunning) {
    return (
      <Button
        color={END_BUTTON}
        leftSection={<Square size={12} />}
        onClick={() => void cancelStage(run.summary)}
      >
        Cancel
      </Button>
    )
  }
  return (
    <>
      {!obstacle && <StageMemory config={config} />}
      <StartButton label={label} start={start} obstacle={obstacle} isStarting={isStarting} />
    </>
  )
}

/** What is started depends on several forms, and on the prompts. */
function StageMemory({ config }: Pick<StageButtonProps, 'config'>) {
  useAllForms()
  usePromptSet()
  return <MemoryChip config={config()} />
}
