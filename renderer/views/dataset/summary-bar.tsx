import { lengthsText } from '../../../contract'
import { usePromptReadiness } from '../../state/prompt-checks'
import { usePrompts } from '../../state/prompt-store'
import type { PromptReadiness } from '../../state/prompt-readiness'
import { formatCount, formatPlural } from '../../widgets/format'
import { TokenChip } from './token-chip'
import styles from './summary-bar.module.css'

/** How many rows are ready and how long they are; what the marks of the token strips mean. */
export function SummaryBar() {
  const readiness = usePromptReadiness()
  const setProblems = usePrompts((state) => state.setProblems)
  return (
    <footer className={styles.foot}>
      <span className={styles.summary} role="status" aria-label="Prompt summary">
        <Summary readiness={readiness} />
        {readiness.filled > 0 &&
          setProblems.map((problem) => (
            <span key={problem} className={styles.bad}>
              {' '}
              · {problem}
            </span>
          ))}
      </span>
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
      {lengths && ` · ${lengthsText(lengths)}`}
    </>
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
