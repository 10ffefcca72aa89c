import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { OUTCOME_WORDS } from '../../../contract'
import { Table, type Column } from '../../widgets/table'
import type { CheckLine } from './check-lines'
import styles from './check-table.module.css'

/** Each check with its verdict, what was found and allowed, and what to do. */
export function CheckTable({ lines }: { lines: readonly CheckLine[] }) {
  return <Table look="panel" label="Self-check" columns={COLUMNS} rows={lines} keyOf={({ id }) => id} />
}

const ICONS = { passed: CircleCheck, failed: CircleX, unchecked: CircleDashed }

const COLUMNS: Column<CheckLine>[] = [
  { id: 'check', title: 'Check', isText: true, cell: (line) => <Named line={line} /> },
  {
    id: 'verdict',
    title: 'Verdict',
    isText: true,
    cell: ({ outcome }) => <Verdict outcome={outcome} />,
  },
  { id: 'found', title: 'Found', cell: ({ found }) => found },
  { id: 'allowed', title: 'Allowed', cell: ({ allowed }) => allowed },
]

function Named({ line: { title, detail, toDo } }: { line: CheckLine }) {
  return (
    <div className={styles.named}>
      <span>{title}</span>
      {detail && <span className="dim">{detail}</span>}
      {toDo && <span className={styles.toDo}>{toDo}</span>}
    </div>
  )
}

function Verdict({ outcome }: Pick<CheckLine, 'outcome'>) {
  const Icon = ICONS[outcome]
  return (
    <span className={styles.verdict} data-outcome={outcome}>
      <Icon size={14} aria-hidden />
      {OUTCOME_WORDS[outcome]}
    </span>
  )
}
