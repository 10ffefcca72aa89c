import { Button, Tooltip } from '@mantine/core'
import { Pause, Play, RotateCw, Square, StepForward } from 'lucide-react'
import { useRef } from 'react'
import { useHost } from '../state/host'
import { findsOf } from '../state/finds'
import { usePromptSet } from '../state/prompt-store'
import { isLive, isResumable } from '../state/run-states'
import { useRuns } from '../state/run-store'
import { controlRun } from '../state/session'
import { settingsLine } from '../state/setting-differences'
import { useDiscoverConfig, useDiscoverStart, useStartRun } from '../state/start-run'
import { useWorkbench } from '../state/workbench'
import { formatPlural } from '../widgets/format'
import { useVanishedFocus } from '../widgets/use-vanished-focus'
import { END_BUTTON } from '../theme/tokens'
import styles from './shell.module.css'

/** Run, pause, resume, step, stop: those that the run on screen allows now. */
export function RunControls() {
  const state = useRuns((store) => store.live?.summary.state)
  const decidesEdges = useRuns(({ live }) => live !== null && findsOf(live.summary).decidesEdges)
  const isHostThere = useHost((store) => store.status === 'ready')
  const disabled = !isHostThere
  const box = useRef<HTMLDivElement>(null)
  useVanishedFocus(box, state !== undefined && isLive(state))
  if (state && isLive(state) && !decidesEdges) {
    return (
      <div ref={box} className={styles.controls} role="group" aria-label="Run controls">
        <Button
          color={END_BUTTON}
          disabled={disabled}
          leftSection={<Square size={12} />}
          onClick={() => controlRun('stop')}
        >
          Cancel
        </Button>
      </div>
    )
  }
  if (state && isLive(state)) {
    return (
      <div ref={box} className={styles.controls} role="group" aria-label="Run controls">
        {state === 'paused' ? (
          <Button
            variant="default"
            disabled={disabled}
            leftSection={<Play size={13} />}
            onClick={() => controlRun('resume')}
          >
            Resume
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={disabled}
            leftSection={<Pause size={13} />}
            onClick={() => controlRun('pause')}
          >
            Pause
          </Button>
        )}
        <Tooltip label="Decides one edge, then pauses">
          <Button
            variant="default"
            disabled={disabled}
            leftSection={<StepForward size={13} />}
            onClick={() => controlRun('step')}
          >
            Step
          </Button>
        </Tooltip>
        <Button
          color={END_BUTTON}
          disabled={disabled}
          leftSection={<Square size={12} />}
          onClick={() => controlRun('stop')}
        >
          Stop
        </Button>
      </div>
    )
  }
  return (
    <div ref={box} className={styles.controls} role="group" aria-label="Run controls">
      {state && decidesEdges && isResumable(state) && (
        <Tooltip label="Goes on from the last saved decision, to the same circuit">
          <Button
            variant="default"
            disabled={disabled}
            leftSection={<RotateCw size={13} />}
            onClick={() => controlRun('resume')}
          >
            Resume
          </Button>
        </Tooltip>
      )}
      <RunButton />
    </div>
  )
}

function RunButton() {
  const { start, obstacle, starting } = useStartRun()
  const { name } = useDiscoverStart()
  const config = useDiscoverConfig()
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  // The run on screen may be of another model.
  const on = `${model?.name}, ${formatPlural(prompts.rows.length, 'prompt')}`
  const intent = `Runs ${name} on ${on}: ${config ? settingsLine(config) : ''}`
  return (
    <Tooltip label={obstacle} disabled={!obstacle}>
      <Button
        // Not the tooltip: open under a pointer at rest, it would take the next Escape from the canvas.
        title={obstacle ? undefined : intent}
        leftSection={<Play size={13} />}
        loading={starting}
        data-disabled={obstacle ? true : undefined}
        aria-disabled={obstacle ? true : undefined}
        onClick={obstacle ? undefined : start}
      >
        Run {name}
      </Button>
    </Tooltip>
  )
}
