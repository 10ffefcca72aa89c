import { Button, Tooltip } from '@mantine/core'
import { Play, Square } from 'lucide-react'
import { useState } from 'react'
import type { RunConfig } from '../../../contract'
import type { MethodRun } from '../../state/run-store'
import { isLive } from '../../state/run-states'
import { cancelStage } from '../../state/stages'
import { startInStage } from '../../state/start-stage'
import { useAllForms } from '../../state/forms'
import { usePromptSet } from '../../state/prompt-store'
import { END_BUTTON } from '../../theme/tokens'
import { MemoryChip } from '../../widgets/memory-chip'

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
  if (run && isLive(run.summary.state)) {
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
  const start = () => {
    const what = config()
    if (!what) return
    setStarting(true)
    void startInStage(what).finally(() => setStarting(false))
  }
  return (
    <>
      {!obstacle && <StageMemory config={config} />}
      <Tooltip label={obstacle} disabled={!obstacle}>
        <Button
          leftSection={<Play size={13} />}
          loading={isStarting}
          data-disabled={obstacle ? true : undefined}
          aria-disabled={obstacle ? true : undefined}
          onClick={obstacle ? undefined : start}
        >
          {label}
        </Button>
      </Tooltip>
    </>
  )
}

/** What is started depends on several forms, and on the prompts. */
function StageMemory({ config }: Pick<StageButtonProps, 'config'>) {
  useAllForms()
  usePromptSet()
  return <MemoryChip config={config()} />
}
