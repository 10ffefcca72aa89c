import { Tooltip } from '@mantine/core'
import type { RunSummary } from '../../contract'
import { methodLabel } from '../methods/registry'
import { findsOf, isImported } from '../state/finds'
import { useModelNote } from '../state/certificates'
import { usePromptSet } from '../state/prompt-store'
import { STATE_LABEL } from '../state/run-states'
import { useRuns } from '../state/run-store'
import { useStageRun, useStageOnScreen } from '../state/stages'
import { showView, useWorkbench } from '../state/workbench'
import { CertificateMark } from '../widgets/certificate-mark'
import { formatCount, formatPlural, formatThreshold } from '../widgets/format'
import { Space } from '../widgets/panes'
import { RunControls } from './run-controls'
import { RunForm } from './run-form'
import { Search } from './search'
import { WorkflowControl } from './workflow-control'
import styles from './header.module.css'

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
  const summary = useShownSummary()
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
      {summary && <RunChip summary={summary} />}
    </div>
  )
}

/** The run whose state the header shows: the stage's in a stage, else the one in Discover. */
function useShownSummary(): RunSummary | undefined {
  const stage = useStageOnScreen()
  const ofDiscover = useRuns((state) => state.live?.summary)
  const { run } = useStageRun(stage ?? 'screen')
  return stage ? run?.summary : ofDiscover
}

function RunChip({ summary }: { summary: RunSummary }) {
  const text = `${stateText(summary)} · run ${summary.number}`
  const detail =
    summary.threshold === null || isImported(summary)
      ? `${summary.name}, ${methodLabel(summary.method)}`
      : `${summary.name}, threshold ${formatThreshold(summary.threshold)}`
  return (
    <Tooltip label={summary.message ?? detail}>
      <span role="status" aria-label="Run state" className={styles.stateChip} tabIndex={0}>
        <i className={styles.dot} data-state={summary.state} />
        {text}
      </span>
    </Tooltip>
  )
}

function stateText(summary: RunSummary): string {
  if (isImported(summary)) return 'imported'
  const isPruning = summary.state === 'running' && findsOf(summary).decidesEdges
  return isPruning ? 'pruning' : STATE_LABEL[summary.state]
}
