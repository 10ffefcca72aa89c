import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { RunSummary } from '../../contract'
import { methodLabel } from '../methods/registry'
import { findsOf, isImported } from '../state/finds'
import { useModelNote } from '../state/certificates'
import { usePromptSet } from '../state/prompt-store'
import { STATE_LABEL } from '../state/run-states'
import { useRuns } from '../state/run-store'
import { useStageRun, useStageOnScreen } from '../state/stages'
import { showView, useWorkbench } from '../state/workbench'
import { useReducedMotion } from '../theme/use-motion'
import { CertificateMark } from '../widgets/certificate-mark'
import { formatCount, formatPlural, formatThreshold } from '../widgets/format'
import { Space } from '../widgets/panes'
import { RunControls } from './run-controls'
import { RunForm } from './run-form'
import { Search } from './search'
import { WorkflowControl } from './workflow-control'
import styles from './header.module.css'

const BLINK_MS = 700

export function Header() {
  const isStage = useStageOnScreen() !== null
  return (
    <header className={styles.header}>
      <Title />
      <Space />
      <RunForm />
      {!isStage && <Search />}
      {isStage ? <WorkflowControl /> : <RunControls />}
    </header>
  )
}

/** The model and prompts of the next run, and the run on screen. */
function Title() {
  const model = useWorkbench((state) => state.model)
  const opening = useWorkbench((state) => state.opening)
  const note = useModelNote(model)
  const prompts = usePromptSet()
  const chip = useRunChip()
  const name = opening ? 'Opening model…' : (model?.name ?? 'No model open')
  const promptText = formatPlural(prompts.rows.length, 'prompt')
  return (
    <div className={styles.title}>
      <span className={styles.modelName} title={model?.path ?? undefined}>
        {name}
      </span>
      {!opening && note?.level === 'warning' && <CertificateMark note={note} />}
      <Tooltip label={`${prompts.name}: ${promptText}. Opens the Dataset view.`}>
        <button type="button" className={styles.chip} onClick={() => showView('dataset')}>
          <span>{prompts.rows.length === 0 ? 'No prompts yet' : prompts.name}</span>
          {prompts.rows.length > 0 && <b>{formatCount(prompts.rows.length)}</b>}
        </button>
      </Tooltip>
      {chip && <RunChip {...chip} />}
    </div>
  )
}

interface Chip {
  state: RunSummary['state']
  text: string
  hint: string
}

/** The run whose state the header shows: the stage's in a stage, else the one in Discover. Its counts change nothing here. */
function useRunChip(): Chip | null {
  const stage = useStageOnScreen()
  const ofDiscover = useRuns(useShallow(({ live }) => live && chipOf(live.summary)))
  const { run } = useStageRun(stage ?? 'screen')
  return stage ? run && chipOf(run.summary) : ofDiscover
}

function chipOf(summary: RunSummary): Chip {
  const detail =
    summary.threshold === null || isImported(summary)
      ? `${summary.name}, ${methodLabel(summary.method)}`
      : `${summary.name}, threshold ${formatThreshold(summary.threshold)}`
  const text = `${stateText(summary)} · run ${summary.number}`
  return { state: summary.state, text, hint: summary.message ?? detail }
}

function RunChip({ state, text, hint }: Chip) {
  return (
    <Tooltip label={hint}>
      <span role="status" aria-label="Run state" className={styles.stateChip} tabIndex={0}>
        <StateDot state={state} />
        {text}
      </span>
    </Tooltip>
  )
}

/**
 * Of a run that computes it blinks. An animation of the page would have 60 frames a second drawn for it, on the processor
 * where there is no GPU.
 */
function StateDot({ state }: { state: RunSummary['state'] }) {
  const [isFaint, setFaint] = useState(false)
  const isStill = useReducedMotion()
  const blinks = state === 'running' && !isStill
  useEffect(() => {
    if (!blinks) return
    const timer = setInterval(() => setFaint((was) => !was), BLINK_MS)
    return () => {
      clearInterval(timer)
      setFaint(false)
    }
  }, [blinks])
  return <i className={styles.dot} data-state={state} data-faint={isFaint || undefined} />
}

function stateText(summary: RunSummary): string {
  if (isImported(summary)) return 'imported'
  const isPruning = summary.state === 'running' && findsOf(summary).decidesEdges
  return isPruning ? 'pruning' : STATE_LABEL[summary.state]
}
