import { memo } from 'react'
import type { CheckedRow, Token } from '../../../contract'
import { TokenChip } from './token-chip'
import styles from './token-strip.module.css'
import { tokenColumns, visibleToken, type TokenColumn } from './token-columns'

/** Clean above corrupt, one column for each position, with differences, BOS and the answer position marked. */
export const TokenStrip = memo(function TokenStrip({ row, label }: { row: CheckedRow; label: string }) {
  const columns = tokenColumns(row)
  if (columns.length === 0) return <div className={styles.strip} />
  return (
    <div className={styles.strip} role="group" aria-label={label}>
      <div className={styles.sides} aria-hidden>
        <span>clean</span>
        <span>corrupt</span>
      </div>
      <div className={styles.columns}>
        {columns.map((column) => (
          <Column key={column.position} column={column} />
        ))}
      </div>
    </div>
  )
})

function Column({ column }: { column: TokenColumn }) {
  const { clean, corrupt, differs, isGap, isBos, isAnswerPosition, position } = column
  const where = `position ${position}${isAnswerPosition ? ', the answer is predicted after this token' : ''}`
  const marks = { differs, isGap, isBos, where }
  return (
    <div className={styles.column} data-answer={isAnswerPosition || undefined}>
      <StripToken token={clean} {...marks} />
      <StripToken token={corrupt} {...marks} isSame={!differs} />
    </div>
  )
}

interface StripTokenProps {
  token: Token | null
  differs: boolean
  isGap: boolean
  isBos: boolean
  isSame?: boolean
  where: string
}

function StripToken({ token, differs, isGap, isBos, isSame, where }: StripTokenProps) {
  if (!token) return isGap ? <TokenChip mark="hole" title={`No token at ${where}`} /> : <span />
  return (
    <TokenChip
      mark={differs ? 'differs' : isSame ? 'same' : undefined}
      isBos={isBos}
      title={`${JSON.stringify(token.text)}, id ${token.id}, ${where}`}
    >
      {isBos && !differs ? 'BOS' : <TokenText text={token.text} />}
    </TokenChip>
  )
}

/** Answer tokens as chips. */
export function AnswerTokens(props: { tokens: Token[]; isWrong: boolean; label: string }) {
  return (
    <div className={styles.answers} role="group" aria-label={props.label}>
      {props.tokens.map((token, index) => (
        <TokenChip
          key={index}
          answer={props.isWrong ? 'wrong' : 'right'}
          title={`${JSON.stringify(token.text)}, id ${token.id}`}
        >
          <TokenText text={token.text} />
        </TokenChip>
      ))}
    </div>
  )
}

function TokenText({ text }: { text: string }) {
  const { leading, body } = visibleToken(text)
  return (
    <>
      {leading && <i>{leading}</i>}
      {body || (leading ? '' : '∅')}
    </>
  )
}
