import { Button, Tooltip } from '@mantine/core'
import { Pause, Play, RotateCw, Square, StepForward, type LucideIcon } from 'lucide-react'
import { useRef } from 'react'
import { useCommand } from '../commands/provided'
import { useHost } from '../state/host'
import { findsOf } from '../state/finds'
import { usePromptSet } from '../state/prompt-store'
import { isLive, isResumable } from '../state/run-states'
import { useRuns } from '../state/run-store'
import { controlRun, type RunAction } from '../state/session'
import { settingsLine } from '../state/setting-differences'
import { useDiscoverConfig, useDiscoverStart, useStartRun } from '../state/start-run'
import { useWorkbench } from '../state/workbench'
import { formatPlural } from '../widgets/format'
import { StartButton } from '../widgets/start-button'
import { useVanishedFocus } from '../widgets/use-vanished-focus'
import { END_BUTTON } from '../theme/tokens'
import { Controls } from './controls'

/** Run, pause, resume, step, stop: whichever the run on screen allows now. */
export function RunControls() {
  const state = useRuns((store) => store.live?.summary.state)
  const decidesEdges = useRuns(({ live }) => live !== null && findsOf(live.summary).decidesEdges)
  const disabled = useHost((store) => store.status !== 'ready')
  const box = useRef<HTMLDivElement>(null)
  useVanishedFocus(box, state !== undefined && isLive(state))
  return (
    <Controls ref={box} aria-label="Run controls">
      {state && isLive(state) ? (
        <LiveControls isPaused={state === 'paused'} canStep={decidesEdges} disabled={disabled} />
      ) : (
        <>
          {state && decidesEdges && isResumable(state) && (
            <Control
              text="Resume"
              icon={RotateCw}
              action="resume"
              hint="Continues from the last saved decision, to the same circuit"
              disabled={disabled}
            />
          )}
          <RunButton />
        </>
      )}
    </Controls>
  )
}

interface LiveControlsProps {
  isPaused: boolean
  /** It decides edge after edge: it can be paused between two of them. */
  canStep: boolean
  disabled: boolean
}

function LiveControls({ isPaused, canStep, disabled }: LiveControlsProps) {
  if (!canStep) return <EndButton text="Cancel" disabled={disabled} />
  return (
    <>
      {isPaused ? (
        <Control text="Resume" icon={Play} action="resume" disabled={disabled} />
      ) : (
        <Control text="Pause" icon={Pause} action="pause" disabled={disabled} />
      )}
      <Control
        text="Step"
        icon={StepForward}
        action="step"
        hint="Decides one edge, then pauses"
        disabled={disabled}
      />
      <EndButton text="Stop" disabled={disabled} />
    </>
  )
}

interface ControlProps {
  text: string
  icon: LucideIcon
  action: RunAction
  hint?: string
  disabled: boolean
}

function Control({ text, icon: Icon, action, hint, disabled }: ControlProps) {
  return (
    <Tooltip label={hint} disabled={!hint}>
      <Button
        variant="default"
        disabled={disabled}
        leftSection={<Icon size={13} />}
        onClick={() => controlRun(action)}
      >
        {text}
      </Button>
    </Tooltip>
  )
}

function EndButton({ text, disabled }: { text: string; disabled: boolean }) {
  return (
    <Button
      color={END_BUTTON}
      disabled={disabled}
      leftSection={<Square size={12} />}
      onClick={() => controlRun('stop')}
    >
      {text}
    </Button>
  )
}

function RunButton() {
  const { start, obstacle, starting } = useStartRun()
  const { name } = useDiscoverStart()
  useCommand('run.start', start, obstacle)
  const config = useDiscoverConfig()
  // Before a run the panel under the graph offers the same.
  const isOffered = useRuns(({ live }) => live === null)
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  // The run on screen may be of another model.
  const on = `${model?.name}, ${formatPlural(prompts.rows.length, 'prompt')}`
  const intent = `Runs ${name} on ${on}: ${config ? settingsLine(config) : ''}`
  return (
    <StartButton
      label={`Run ${name}`}
      start={start}
      obstacle={obstacle}
      isStarting={starting}
      isQuiet={isOffered}
      intent={intent}
    />
  )
}
