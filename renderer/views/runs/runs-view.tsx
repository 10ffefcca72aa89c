import { Button, FileButton, NativeSelect, TextInput, Tooltip } from '@mantine/core'
import { GitCompareArrows, History, Search, Upload } from 'lucide-react'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import type { RunSummary } from '../../../contract'
import { importCircuit } from '../../state/run-actions'
import { useRunList, useRuns } from '../../state/run-store'
import { openRun } from '../../state/open-run'
import { showView, updateWorkbench } from '../../state/workbench'
import { Blank, BlankArea } from '../../widgets/blank'
import { formatCount, formatPlural } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { Space, Toolbar, View } from '../../widgets/panes'
import {
  STATE_FILTERS,
  toggleChosen,
  visibleRuns,
  type RunFilter,
  type RunSort,
  type StateFilter,
} from './run-list'
import { RunTable } from './run-table'
import styles from './runs-view.module.css'

/** Every run that was ever started or imported, to find, open, tag, resume, export or compare. */
export function RunsView() {
  const runs = useRunList()
  const problem = useRuns((state) => state.listProblem)
  const [filter, setFilter] = useState<RunFilter>({ search: '', state: 'all' })
  const [sort, setSort] = useState<RunSort>({ column: 'number', descending: true })
  const [picked, setPicked] = useState<string[]>([])
  const shown = useMemo(() => visibleRuns(runs ?? [], filter, sort), [runs, filter, sort])
  const chosen = picked.filter((id) => runs?.some((run) => run.id === id))

  return (
    <View label="Runs">
      <Toolbar label="Runs">
        <TextInput
          className={styles.search}
          size="xs"
          aria-label="Search runs"
          placeholder="Name, tag, model, metric"
          leftSection={<Search size={13} />}
          value={filter.search}
          onChange={(event) => setFilter({ ...filter, search: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          aria-label="Show runs"
          value={filter.state}
          data={STATE_FILTERS.map((state) => ({ value: state, label: FILTER_LABELS[state] }))}
          onChange={(event) => setFilter({ ...filter, state: event.currentTarget.value as StateFilter })}
        />
        <Space />
        <ImportButton />
        <CompareButton chosen={chosen} />
      </Toolbar>
      <Body
        problem={problem}
        runs={runs}
        isFiltered={shown.length === 0}
        onClear={() => setFilter({ search: '', state: 'all' })}
      >
        <RunTable
          runs={shown}
          sort={sort}
          onSort={setSort}
          chosen={chosen}
          onChoose={(id) => setPicked(toggleChosen(chosen, id))}
        />
        <footer className={styles.foot} role="status">
          {shown.length === runs?.length
            ? formatPlural(shown.length, 'run')
            : `${formatCount(shown.length)} of ${formatPlural(runs?.length ?? 0, 'run')}`}
        </footer>
      </Body>
    </View>
  )
}

const FILTER_LABELS: Record<StateFilter, string> = {
  all: 'All runs',
  live: 'Running or paused',
  done: 'Finished',
  resumable: 'Can be resumed',
  imported: 'Imported',
}

function CompareButton({ chosen }: { chosen: string[] }) {
  const compare = () => updateWorkbench({ compareA: chosen[0], compareB: chosen[1], view: 'compare' })
  return (
    <>
      {chosen.length > 0 && <span className={styles.chosen}>{chosen.length} of 2 chosen</span>}
      <Tooltip label="Choose two runs with their checkboxes" disabled={chosen.length === 2}>
        <Button
          leftSection={<GitCompareArrows size={14} />}
          data-disabled={chosen.length !== 2 || undefined}
          aria-disabled={chosen.length !== 2 || undefined}
          onClick={chosen.length === 2 ? compare : undefined}
        >
          Compare
        </Button>
      </Tooltip>
    </>
  )
}

function ImportButton() {
  const reset = useRef<() => void>(null)
  const take = async (file: File | null) => {
    // Without this the same file could not be chosen twice.
    reset.current?.()
    const run = file && (await importCircuit(file))
    if (run) await openRun(run)
  }
  return (
    <FileButton
      resetRef={reset}
      accept=".json,application/json"
      onChange={(file) => void take(file)}
      inputProps={{ 'aria-label': 'Circuit file' }}
    >
      {(props) => (
        <Tooltip label="A circuit as EAP-IG / MIB graph JSON">
          <Button {...props} variant="default" leftSection={<Upload size={13} />}>
            Import circuit
          </Button>
        </Tooltip>
      )}
    </FileButton>
  )
}

interface BodyProps {
  problem: string | null
  runs: RunSummary[] | null
  isFiltered: boolean
  onClear: () => void
  children: ReactNode
}

function Body({ problem, runs, isFiltered, onClear, children }: BodyProps) {
  if (problem) {
    return (
      <div style={{ padding: 12 }}>
        <Note tone="problem" title="The runs could not be read">
          {problem}
        </Note>
      </div>
    )
  }
  if (!runs) return <BlankArea isBusy />
  if (runs.length === 0) {
    return (
      <Blank
        icon={History}
        title="No runs yet"
        text="Every run appears here as soon as it starts, with its settings, decisions and result."
      >
        <Button variant="default" onClick={() => showView('discover')}>
          Go to Discover
        </Button>
      </Blank>
    )
  }
  if (isFiltered) {
    return (
      <Blank icon={History} title="No run matches" text="Try other words or another filter.">
        <Button variant="default" onClick={onClear}>
          Show all runs
        </Button>
      </Blank>
    )
  }
  return <>{children}</>
}
