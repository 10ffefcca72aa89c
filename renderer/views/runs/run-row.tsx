import { ActionIcon, Checkbox } from '@mantine/core'
import { Pencil } from 'lucide-react'
import { memo, useState, type KeyboardEvent } from 'react'
import type { RunSummary } from '../../../contract'
import { methodLabel } from '../../methods/registry'
import { METRIC_LABEL } from '../../state/edge-values'
import { renameRun } from '../../state/run-actions'
import { openRun } from '../../state/open-run'
import { useWorkbench } from '../../state/workbench'
import {
  formatCount,
  formatDuration,
  formatMetric,
  formatPercent,
  formatThreshold,
  formatWhen,
  formatWhenInFull,
} from '../../widgets/format'
import { findsOf, hasCircuit, isImported, isOfScores } from '../../state/finds'
import { isLive } from '../../state/run-states'
import { GridRow } from '../../widgets/grid-table'
import { RunMenu } from './run-menu'
import styles from './run-row.module.css'

interface RunRowProps {
  run: RunSummary
  index: number
  isChosen: boolean
  onChoose: (id: string) => void
}

export const RunRow = memo(function RunRow({ run, index, isChosen, onChoose }: RunRowProps) {
  const isShown = useWorkbench((state) => state.runId === run.id)
  const [isRenaming, setRenaming] = useState(false)
  return (
    <GridRow
      index={index}
      aria-label={`Run ${run.number}`}
      data-chosen={isChosen || undefined}
      data-shown={isShown || undefined}
    >
      <span role="cell">
        <Checkbox
          size="xs"
          aria-label={`Choose run ${run.number} to compare`}
          disabled={!hasCircuit(run)}
          title={hasCircuit(run) ? undefined : 'Only circuits can be compared'}
          checked={isChosen}
          onChange={() => onChoose(run.id)}
        />
      </span>
      <span role="cell" className={styles.number}>
        {run.number}
      </span>
      <span role="cell" className={styles.cell}>
        <NameCell run={run} isRenaming={isRenaming} setRenaming={setRenaming} />
      </span>
      <span role="cell">
        <StateChip run={run} />
        {!isImported(run) && (
          <span className={`${styles.clip} ${styles.second}`} title={methodLabel(run.method)}>
            {methodLabel(run.method)}
          </span>
        )}
      </span>
      <span role="cell" className={styles.cell}>
        <span className={styles.clip} title={run.model}>
          {run.modelName}
        </span>
        <span className={`${styles.clip} ${styles.second}`} title={run.promptsName}>
          {isImported(run) ? 'no prompts' : `${run.promptsName} · ${formatCount(run.promptCount)}`}
        </span>
      </span>
      <Numbers run={run} />
      <span role="cell">
        <RunMenu run={run} onRename={() => setRenaming(true)} />
      </span>
    </GridRow>
  )
})

/** Metric and threshold, edges, result, when and how long. */
function Numbers({ run }: { run: RunSummary }) {
  const isImport = isImported(run)
  return (
    <>
      <span role="cell" className={styles.cell}>
        <span className={styles.clip} title={METRIC_LABEL[run.metric]}>
          {isImport ? '–' : METRIC_LABEL[run.metric]}
        </span>
        <span className={`${styles.clip} ${styles.second} ${styles.mono}`}>{settingText(run)}</span>
      </span>
      <span role="cell" className={styles.cell}>
        <Edges run={run} />
      </span>
      <span role="cell" className={styles.cell} title={resultTitle(run)}>
        <span className={`${styles.clip} ${styles.mono}`}>{formatMetric(run.metricFinal)}</span>
        <span className={`${styles.clip} ${styles.second} ${styles.mono}`}>
          {run.faithfulness === null ? '' : formatPercent(run.faithfulness)}
        </span>
      </span>
      <span role="cell" className={styles.cell}>
        <span className={styles.clip} title={formatWhenInFull(run.createdAt)}>
          {formatWhen(run.createdAt)}
        </span>
        <span className={`${styles.clip} ${styles.second}`}>
          {!isImport && formatDuration(run.elapsedMs)}
        </span>
      </span>
    </>
  )
}

/** What the two numbers of a result are. */
function resultTitle({ metric, metricFinal }: RunSummary): string {
  if (metricFinal === null) return 'This method ends with no circuit'
  return `${METRIC_LABEL[metric]} of the circuit the run ended with, and its faithfulness (of logit difference)`
}

/** What besides the metric the run was asked for. */
function settingText(run: RunSummary): string {
  const { threshold, absolute, direction } = run
  if (isImported(run)) return ''
  if (threshold !== null) return `τ ${formatThreshold(threshold)}${absolute ? ' |harm|' : ''}`
  return direction ?? ''
}

/** Kept of all; while the run is under way also how far it is. */
function Edges({ run }: { run: RunSummary }) {
  if (!hasCircuit(run) || isOfScores(run)) return <span className={styles.second}>{scoredText(run)}</span>
  const live = isLive(run.state)
  const share = live ? run.edgesDecided / run.edgesTotal : run.edgesKept / run.edgesTotal
  return (
    <span title={`${formatCount(run.edgesDecided)} of ${formatCount(run.edgesTotal)} edges decided`}>
      <span className={`${styles.clip} ${styles.mono}`}>
        {formatCount(run.edgesKept)} <span className={styles.second}>of {formatCount(run.edgesTotal)}</span>
      </span>
      <span className={styles.bar} data-live={live || undefined}>
        <i style={{ width: `${Math.max(share * 100, run.edgesKept > 0 ? 1.5 : 0)}%` }} />
      </span>
    </span>
  )
}

/** What a method that keeps no edges has to show instead. */
function scoredText(run: RunSummary): string {
  const { edgesTotal, edgesKept, state } = run
  const { edgeScores, circuit } = findsOf(run)
  if (state !== 'done') return '–'
  if (edgeScores === 'estimate' || isImported(run)) return `${formatCount(edgesTotal)} scored`
  if (circuit === 'proposed') return `${formatCount(edgesKept)} proposed`
  return '–'
}

const STATE_LABELS: Record<RunSummary['state'], string> = {
  queued: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  done: 'Finished',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
  failed: 'Failed',
}

function StateChip({ run }: { run: RunSummary }) {
  return (
    <span className={styles.state} data-state={run.state} title={run.message ?? undefined}>
      {isImported(run) && run.state === 'done' ? 'Imported' : STATE_LABELS[run.state]}
    </span>
  )
}

interface NameCellProps {
  run: RunSummary
  isRenaming: boolean
  setRenaming: (isRenaming: boolean) => void
}

function NameCell({ run, isRenaming, setRenaming }: NameCellProps) {
  if (isRenaming) return <NameField run={run} onDone={() => setRenaming(false)} />
  return (
    <>
      <span className={styles.name}>
        <button
          type="button"
          className={`${styles.open} ${styles.clip}`}
          title={run.name}
          aria-label={`Open run ${run.number}, ${run.name}`}
          onClick={() => void openRun(run)}
          onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
        >
          {run.name}
        </button>
        <ActionIcon
          className={styles.pencil}
          variant="subtle"
          color="gray"
          size="xs"
          aria-label={`Rename run ${run.number}`}
          onClick={() => setRenaming(true)}
        >
          <Pencil size={11} />
        </ActionIcon>
      </span>
      {run.message ? (
        <span className={`${styles.clip} ${styles.message}`} title={run.message}>
          {run.message}
        </span>
      ) : (
        run.tags.length > 0 && (
          <span className={styles.tags} title={run.tags.join(', ')}>
            {run.tags.map((tag) => (
              <span key={tag} className={styles.tag}>
                {tag}
              </span>
            ))}
          </span>
        )
      )}
    </>
  )
}

/** Enter or leaving the field renames, Escape leaves the name as it was. */
function NameField({ run, onDone }: { run: RunSummary; onDone: () => void }) {
  const [name, setName] = useState(run.name)
  const commit = () => {
    onDone()
    if (name.trim() && name.trim() !== run.name) void renameRun(run.id, name.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    else if (event.key === 'Escape') onDone()
  }
  return (
    <input
      autoFocus
      style={{ width: '100%', font: 'inherit', boxSizing: 'border-box' }}
      aria-label={`Name of run ${run.number}`}
      maxLength={200}
      value={name}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={commit}
    />
  )
}
