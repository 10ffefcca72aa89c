import { Button, FileButton, NativeSelect, TextInput, Tooltip } from '@mantine/core'
import { History, Search, Upload } from 'lucide-react'
import { useMemo, useRef, type ReactNode } from 'react'
import type { RunSummary } from '../../../contract'
import { openRun } from '../../state/open-run'
import { importCircuit } from '../../state/run-actions'
import { useRunList, useRuns } from '../../state/run-store'
import {
  filterByState,
  searchRuns,
  showAllRuns,
  STATE_FILTERS,
  useRunsTable,
  type StateFilter,
} from '../../state/runs-table'
import { openSelfCheck } from '../../state/self-check'
import { Blank, BlankArea } from '../../widgets/blank'
import { formatCount, formatPlural } from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { Note } from '../../widgets/note'
import { Space, Toolbar, View } from '../../widgets/panes'
import { BulkActions, CompareButton, ExportChosen } from './bulk-actions'
import { ColumnsMenu } from './columns-menu'
import { FilterChips } from './filter-chips'
import { FilterMenu } from './filter-menu'
import { visibleRuns } from './run-list'
import { RunTable } from './run-table'
import styles from './runs-view.module.css'

const NO_RUNS: RunSummary[] = []

/** Every run that was ever started or imported, to find, open, tag, resume, export or compare. */
export function RunsView() {
  const runs = useRunList()
  const problem = useRuns((state) => state.listProblem)
  const { search, state, filters, sort, chosen, baseline } = useRunsTable()
  const shown = useMemo(
    () => visibleRuns(runs ?? NO_RUNS, { search, state, filters, sort }),
    [runs, search, state, filters, sort],
  )
  const chosenRuns = useMemo(() => {
    const byId = new Map(runs?.map((run) => [run.id, run]))
    // In the order in which they were chosen: the first two are A and B of a comparison.
    return chosen.flatMap((id) => byId.get(id) ?? [])
  }, [runs, chosen])
  return (
    <View label="Runs">
      <Toolbar label="Runs">
        <ListChoices runs={runs ?? NO_RUNS} />
        <Space />
        <Button variant="default" onClick={openSelfCheck}>
          Self-check…
        </Button>
        <ImportButton />
        <ExportChosen chosen={chosenRuns} shown={shown} />
        <CompareButton chosen={chosenRuns} />
      </Toolbar>
      <BulkActions chosen={chosenRuns} />
      <FilterChips />
      <Body problem={problem} runs={runs} isFiltered={shown.length === 0}>
        <RunTable runs={shown} baseline={runs?.find(({ id }) => id === baseline) ?? null} />
        <div className={styles.foot} role="status">
          {shown.length === runs?.length
            ? formatPlural(shown.length, 'run')
            : `${formatCount(shown.length)} of ${formatPlural(runs?.length ?? 0, 'run')}`}
        </div>
      </Body>
    </View>
  )
}

/** Which runs are listed, and with which columns. */
function ListChoices({ runs }: { runs: RunSummary[] }) {
  const { search, state } = useRunsTable()
  return (
    <>
      <TextInput
        className={styles.search}
        size="xs"
        aria-label="Search runs"
        placeholder="Name, tag, note, model, metric"
        leftSection={<Search size={13} />}
        value={search}
        onChange={(event) => searchRuns(event.currentTarget.value)}
      />
      <NativeSelect
        className={styles.state}
        size="xs"
        aria-label="Show runs"
        value={state}
        data={STATE_FILTERS.map((each) => ({ value: each, label: FILTER_LABELS[each] }))}
        onChange={(event) => filterByState(event.currentTarget.value as StateFilter)}
      />
      <FilterMenu runs={runs} />
      <ColumnsMenu />
    </>
  )
}

const FILTER_LABELS: Record<StateFilter, string> = {
  all: 'All runs',
  live: 'Running or paused',
  done: 'Finished',
  resumable: 'Can be resumed',
  imported: 'Imported',
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
  children: ReactNode
}

function Body({ problem, runs, isFiltered, children }: BodyProps) {
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
        <GoTo view="discover" along="to find the first circuit" isNext />
      </Blank>
    )
  }
  if (isFiltered) {
    return (
      <Blank icon={History} title="No run matches" text="Try other words or another filter.">
        <Button variant="default" onClick={showAllRuns}>
          Show all runs
        </Button>
      </Blank>
    )
  }
  return <>{children}</>
}
