import { Button, Menu, Tooltip } from '@mantine/core'
import { Download, GitCompareArrows, Tags, Trash2 } from 'lucide-react'
import { MAX_REPORTED_RUNS, RUN_COLUMNS, MAX_COMPARED, type RunSummary } from '../../../contract'
import { useCommand } from '../../commands/provided'
import { compareRuns } from '../../state/compare'
import { isComparable } from '../../state/finds'
import { deleteRuns, exportRuns } from '../../state/run-bulk'
import { saveReport } from '../../state/save-report'
import { openRunDialog } from '../../state/run-dialogs'
import { chooseRuns, useRunsTable } from '../../state/runs-table'
import { csvText } from '../../widgets/csv-text'
import { downloadText } from '../../widgets/files'
import { formatCount } from '../../widgets/format'
import styles from './bulk-actions.module.css'

/** How many runs are chosen, and what is done with them all; nothing while none is. */
export function BulkActions({ chosen }: { chosen: RunSummary[] }) {
  if (chosen.length === 0) return null
  const ids = chosen.map(({ id }) => id)
  return (
    <div role="group" aria-label="Chosen runs" className={styles.bulk}>
      <span className={styles.count} role="status">
        {formatCount(chosen.length)} chosen
      </span>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Tags size={12} />}
        onClick={() => openRunDialog({ kind: 'tags', ids })}
      >
        Tag
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Trash2 size={12} />}
        onClick={() => void deleteRuns(chosen)}
      >
        Delete
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => chooseRuns([])}>
        Choose none
      </Button>
    </div>
  )
}

/** The list as a table, and what the chosen runs found. */
export function ExportChosen({ chosen, shown }: { chosen: RunSummary[]; shown: RunSummary[] }) {
  const rows = chosen.length > 0 ? chosen : shown
  const writeReport = () => void saveReport(chosen.map(({ id }) => id))
  useCommand('runs.report', writeReport, reportObstacle(chosen))
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<Download size={13} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => exportList(rows)}>
          {chosen.length > 0 ? 'Rows of the chosen runs (CSV)' : 'List as shown (CSV)'}
        </Menu.Item>
        <Menu.Item disabled={chosen.length === 0} onClick={() => void exportRuns(chosen)}>
          What they found (JSON files, zipped)
        </Menu.Item>
        <Menu.Item disabled={reportObstacle(chosen) !== null} onClick={writeReport}>
          Report as HTML (at most {MAX_REPORTED_RUNS} runs)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function reportObstacle({ length }: RunSummary[]): string | null {
  if (length === 0) return 'Choose runs with their checkboxes.'
  return length > MAX_REPORTED_RUNS ? `A report has at most ${MAX_REPORTED_RUNS} runs.` : null
}

/** The columns that are shown, with whole values. */
function exportList(runs: RunSummary[]): void {
  const { columns } = useRunsTable.getState()
  const row = (run: RunSummary) => columns.map((id) => RUN_COLUMNS[id].of(run) ?? '')
  downloadText('patchbay-runs.csv', csvText([columns, ...runs.map(row)]), 'text/csv')
}

export function CompareButton({ chosen }: { chosen: RunSummary[] }) {
  const comparable = chosen.filter(isComparable)
  const obstacle = compareObstacle(chosen.length, comparable.length)
  return (
    <Tooltip label={obstacle} disabled={obstacle === null}>
      <Button
        variant="default"
        leftSection={<GitCompareArrows size={14} />}
        data-disabled={obstacle !== null || undefined}
        aria-disabled={obstacle !== null || undefined}
        onClick={obstacle === null ? () => compareRuns(comparable.map(({ id }) => id)) : undefined}
      >
        Compare
      </Button>
    </Tooltip>
  )
}

/** Why the chosen runs cannot be compared, as a sentence; null where they can. */
function compareObstacle(chosen: number, comparable: number): string | null {
  if (chosen < 2) return 'Choose two or more runs with their checkboxes.'
  if (comparable < chosen)
    return `${chosen - comparable} of them have neither a circuit nor scores to compare.`
  return chosen > MAX_COMPARED ? `At most ${MAX_COMPARED} runs are compared at once.` : null
}
