import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { lengthsText, splitRows } from '../../../contract'
import { removeBlockedRows } from '../../state/filter-rows'
import { useFormMetric } from '../../state/form-metric'
import { usePromptReadiness } from '../../state/prompt-checks'
import { usePrompts, usePromptSet } from '../../state/prompt-store'
import type { PromptReadiness } from '../../state/prompt-readiness'
import { openSelfCheck } from '../../state/self-check'
import { formatCount, formatPlural } from '../../widgets/format'
import { TokenChip } from './token-chip'
import styles from './summary-bar.module.css'

/** How many rows are ready and how long they are; what the marks of the token strips mean. */
export function SummaryBar({ onRow }: { onRow: (index: number) => void }) {
  const readiness = usePromptReadiness()
  const setProblems = usePrompts((state) => state.setProblems)
  return (
    <footer className={styles.foot}>
      <span
        className={styles.summary}
        role="status"
        aria-live={readiness.checking > 0 ? 'off' : undefined}
        aria-label="Prompt summary"
      >
        <Summary readiness={readiness} />
        {readiness.filled > 0 &&
          setProblems.map((problem) => (
            <span key={problem} className={styles.bad} title={problem}>
              {' '}
              · {problem}
            </span>
          ))}
      </span>
      <Mends readiness={readiness} onRow={onRow} />
      <Button size="compact-xs" variant="default" onClick={openSelfCheck}>
        Self-check…
      </Button>
      <Legend />
    </footer>
  )
}

function Summary({ readiness }: { readiness: PromptReadiness }) {
  const { filled, ready, withProblems, checking, lengths } = readiness
  if (filled === 0) return <>No prompts yet</>
  return (
    <>
      <b>
        {ready === filled
          ? formatPlural(filled, 'row')
          : `${formatCount(ready)} of ${formatPlural(filled, 'row')}`}
      </b>{' '}
      ready
      {withProblems > 0 && (
        <>
          {' · '}
          <b className={styles.bad}>{formatPlural(withProblems, 'row')}</b> with problems: these block a run
        </>
      )}
      {checking > 0 && ` · checking ${formatCount(checking)}`}
      <HeldOut />
      {lengths && ` · ${lengthsText(lengths)}`}
    </>
  )
}

/** How many rows each part of a split has. */
function HeldOut() {
  const set = usePromptSet()
  const parts = useMemo(() => (set.split ? splitRows(set) : null), [set])
  if (!parts) return null
  return ` · ${formatCount(parts.train.length)} to find circuits on, ${formatCount(parts['held-out'].length)} held out`
}

/** What a click does about rows that cannot run. */
function Mends({ readiness, onRow }: { readiness: PromptReadiness; onRow: (index: number) => void }) {
  const metric = useFormMetric()
  const { firstProblem, ready, checking, withProblems } = readiness
  if (firstProblem === null) return null
  return (
    <span className={styles.mends}>
      <Button size="compact-xs" variant="default" onClick={() => onRow(firstProblem)}>
        Go to row {formatCount(firstProblem + 1)}
      </Button>
      {ready > 0 && checking === 0 && (
        <Button size="compact-xs" variant="default" onClick={() => removeBlockedRows(metric)}>
          Remove {withProblems === 1 ? 'it' : `all ${formatCount(withProblems)}`}
        </Button>
      )}
    </span>
  )
}

function Legend() {
  return (
    <span className={styles.legend} aria-hidden>
      <span>
        <TokenChip mark="differs" isSmall>
          token
        </TokenChip>
        differs
      </span>
      <span>
        <TokenChip isBos isSmall>
          BOS
        </TokenChip>
        beginning of text
      </span>
      <span>
        <i className={styles.answerMark} />
        answer position
      </span>
      <span>
        <i style={{ fontStyle: 'normal' }}>␣</i> leading space
      </span>
    </span>
  )
}
