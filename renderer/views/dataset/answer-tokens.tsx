import type { AnswerWords, CheckedRow, Token } from '../../../contract'
import { formatCount } from '../../widgets/format'
import styles from './answer-tokens.module.css'
import { TokenChip } from './token-chip'
import { TokenText } from './token-strip'

/** Chips of one side; of a hundred years the first few say enough. */
const MOST_CHIPS = 8

interface AnswerTokensProps {
  row: CheckedRow
  side: 'answers' | 'wrongAnswers'
  label: string
}

/** Answer tokens as chips, with a mark where they were read otherwise than they were typed. */
export function AnswerTokens({ row, side, label }: AnswerTokensProps) {
  const tokens = row[side]
  const more = tokens.slice(MOST_CHIPS)
  return (
    <div className={styles.answers} role="group" aria-label={label}>
      {tokens.slice(0, MOST_CHIPS).map((token, index) => (
        <TokenChip
          key={index}
          answer={side === 'wrongAnswers' ? 'wrong' : 'right'}
          title={`${tokenTitle(token)}${row.reading ? readingTitle(row.reading) : ''}`}
        >
          <TokenText text={token.text} />
        </TokenChip>
      ))}
      {more.length > 0 && (
        <span className={styles.more} title={more.map(({ text }) => JSON.stringify(text)).join(', ')}>
          and {formatCount(more.length)} more
        </span>
      )}
      {tokens.length > 0 && row.reading?.isChanged && (
        <span className={styles.changed} title={readingTitle(row.reading).trim()}>
          {row.reading.taken === 'spaced' ? 'space added' : 'space taken'}
        </span>
      )}
    </div>
  )
}

function tokenTitle({ text, id }: Token): string {
  return `${JSON.stringify(text)}, id ${id}.`
}

function readingTitle({ taken, isChanged, isChoice }: AnswerWords): string {
  const what = taken === 'spaced' ? 'with a space in front' : 'without a space in front'
  const changed = isChanged ? ` Read ${what}, which is not as it was typed.` : ''
  const choice = isChoice
    ? ` ${taken === 'spaced' ? 'Without the space' : 'With a space'} it is one token, too: “Answers” above chooses.`
    : ''
  return changed + choice
}
