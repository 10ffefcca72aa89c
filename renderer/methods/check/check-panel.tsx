import type { CheckItem } from '../../../contract'
import { Panel, Panels } from '../../views/stages/panel'
import { formatDifference } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'

/** Each check with the largest difference it found. */
export function CheckPanel({ items }: { items: CheckItem[] }) {
  const passed = items.filter((item) => item.passed)
  return (
    <Panels>
      <Panel title="Self-check" note={`${passed.length} of ${items.length} passed`} isWide>
        <Table look="panel" label="Self-check" columns={COLUMNS} rows={items} keyOf={({ name }) => name} />
      </Panel>
    </Panels>
  )
}

const COLUMNS: Column<CheckItem>[] = [
  { id: 'check', title: 'Check', isText: true, cell: ({ name }) => name },
  {
    id: 'result',
    title: 'Result',
    isText: true,
    cell: ({ passed }) => (passed ? 'passed' : 'failed'),
    cellProps: ({ passed }) => ({ className: passed ? undefined : 'hurts' }),
  },
  { id: 'difference', title: 'Largest difference', cell: ({ difference }) => formatDifference(difference) },
  { id: 'allowed', title: 'Allowed', cell: ({ tolerance }) => formatDifference(tolerance) },
  { id: 'detail', title: 'What was done', isText: true, cell: ({ detail }) => detail },
]
