import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RunComparison } from '../../../contract'
import { compareForm } from '../../state/compare'
import { Space } from '../../widgets/panes'
import { Table, type Column } from '../../widgets/table'
import { choiceWords } from './choice-words'
import styles from './compare-tables.module.css'
import { ComparedMetrics } from './compared-metrics'
import { JudgeOffer } from './judge-offer'

/** Under the graph: every number of both circuits, and every choice on which their runs differ. */
export function CompareTables({ comparison }: { comparison: RunComparison }) {
  const { sideA, sideB } = comparison
  return (
    <div style={{ gridArea: 'bottom' }} className={styles.bottom}>
      <Pane
        title="Metrics, mean over prompts"
        actions={
          <>
            <JudgeOffer side={sideA} letter="A" />
            <JudgeOffer side={sideB} letter="B" />
          </>
        }
      >
        <ComparedMetrics comparison={comparison} />
      </Pane>
      <Pane title="Configuration" actions={<DifferencesOnly />}>
        <Choices comparison={comparison} />
      </Pane>
    </div>
  )
}

function Pane({ title, actions, children }: { title: string; actions: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.pane} aria-label={title}>
      <header className={styles.paneHead}>
        <h2 className={styles.paneTitle}>{title}</h2>
        <Space />
        {actions}
      </header>
      {children}
    </section>
  )
}

function DifferencesOnly() {
  const isOnly = compareForm.use((form) => form.differencesOnly)
  return (
    <Checkbox
      size="xs"
      label="Differences only"
      checked={isOnly}
      onChange={(event) => compareForm.set({ differencesOnly: event.currentTarget.checked })}
    />
  )
}

function Choices({ comparison: { choices, differences } }: { comparison: RunComparison }) {
  const isOnly = compareForm.use((form) => form.differencesOnly)
  if (isOnly && differences.length === 0)
    return <p className="nothing">No difference: both runs were made with the same choices.</p>
  return (
    <Table
      look="plain"
      label="Configuration of both runs"
      columns={CHOICE_COLUMNS}
      rows={isOnly ? differences : choices}
      keyOf={({ what }) => what}
    />
  )
}

type Choice = RunComparison['choices'][number]

const CHOICE_COLUMNS: Column<Choice>[] = [
  { id: 'what', title: 'Choice', isText: true, isRowHead: true, cell: ({ what }) => what },
  {
    id: 'A',
    title: 'A',
    isText: true,
    titleProps: { className: styles.sideA },
    cell: marked(({ what, a }) => choiceWords(what, a)),
  },
  {
    id: 'B',
    title: 'B',
    isText: true,
    titleProps: { className: styles.sideB },
    cell: marked(({ what, b }) => choiceWords(what, b)),
  },
]

/** What differs stands out among all choices. */
function marked(of: (choice: Choice) => string) {
  return (choice: Choice) =>
    choice.a === choice.b ? <span className={styles.same}>{of(choice)}</span> : of(choice)
}
