import { Tooltip } from '@mantine/core'
import type { RunSummary } from '../../contract'
import { useLiveRun } from '../state/live-run-store'
import { showView, useWorkbench } from '../state/workbench'
import { formatPlural, formatThreshold } from '../widgets/format'
import { RunControls } from './run-controls'
import { RunForm } from './run-form'
import { Search } from './search'
import styles from './shell.module.css'

export function Header() {
  return (
    <header className={styles.header}>
      <Title />
      <div className={styles.space} />
      <RunForm />
      <Search />
      <RunControls />
    </header>
  )
}

/** What the next run works on, the model and its prompts, and the run on screen. */
function Title() {
  const model = useWorkbench((state) => state.model)
  const opening = useWorkbench((state) => state.opening)
  const prompts = useWorkbench((state) => state.prompts)
  const summary = useLiveRun((state) => state.run?.summary)
  const name = opening ? 'Opening model…' : (model?.name ?? 'No model open')
  const promptText = formatPlural(prompts.rows.length, 'prompt')
  return (
    <div className={styles.title}>
      <span className={styles.modelName} title={model?.path ?? undefined}>
        {name}
      </span>
      <Tooltip label={`${prompts.name}: ${promptText}. Opens the Dataset view.`}>
        <button type="button" className={styles.chip} onClick={() => showView('dataset')}>
          <span>{prompts.rows.length === 0 ? 'No prompts yet' : prompts.name}</span>
          {prompts.rows.length > 0 && <b>{prompts.rows.length}</b>}
        </button>
      </Tooltip>
      {summary && <RunChip summary={summary} />}
    </div>
  )
}

const STATE_TEXT: Record<RunSummary['state'], string> = {
  queued: 'waiting',
  running: 'pruning',
  paused: 'paused',
  done: 'finished',
  stopped: 'stopped',
  interrupted: 'interrupted',
  failed: 'failed',
}

function RunChip({ summary }: { summary: RunSummary }) {
  const isImport = summary.method === 'import'
  const text = `${isImport ? 'imported' : STATE_TEXT[summary.state]} · run ${summary.number}`
  const detail = isImport ? summary.name : `${summary.name}, threshold ${formatThreshold(summary.threshold)}`
  return (
    <Tooltip label={summary.message ?? detail}>
      <span role="status" aria-label="Run state" className={styles.stateChip} tabIndex={0}>
        <i className={styles.dot} data-state={summary.state} />
        {text}
      </span>
    </Tooltip>
  )
}
