import { Popover } from '@mantine/core'
import { memo, useState, type ReactNode } from 'react'
import type { CheckedRow, Token } from '../../../contract'
import { TokenChip } from './token-chip'
import styles from './token-strip.module.css'
import { tokenColumns, visibleToken, type TokenColumn } from './token-columns'

interface TokenStripProps {
  row: CheckedRow
  label: string
  /** What is shown where a token was clicked; without it tokens cannot be. `close` ends it. */
  editorAt?: (position: number, close: () => void) => ReactNode
}

/**
 * Clean above corrupt, one column for each position, with differences, BOS, the answer position and named stretches
 * marked.
 */
export const TokenStrip = memo(function TokenStrip({ row, label, editorAt }: TokenStripProps) {
  const [open, setOpen] = useState<number | null>(null)
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
          <Column
            key={column.position}
            column={column}
            hasSpans={row.spans !== undefined}
            isOpen={open === column.position}
            onOpen={editorAt && (() => setOpen(column.position))}
            onClose={() => setOpen(null)}
            editor={open === column.position ? editorAt?.(column.position, () => setOpen(null)) : undefined}
          />
        ))}
      </div>
    </div>
  )
})

interface ColumnProps {
  column: TokenColumn
  hasSpans: boolean
  isOpen: boolean
  onOpen: (() => void) | undefined
  onClose: () => void
  editor: ReactNode
}

function Column({ column, hasSpans, isOpen, onOpen, onClose, editor }: ColumnProps) {
  const { clean, corrupt, differs, isGap, isBos, isAnswerPosition, position, spans } = column
  const where = `position ${position}${isAnswerPosition ? ', the answer is predicted after this token' : ''}`
  const marks = { differs, isGap, isBos, where }
  const tokens = (
    <>
      <StripToken token={clean} {...marks} />
      <StripToken token={corrupt} {...marks} isSame={!differs} />
      {hasSpans && <SpanMark spans={spans} />}
    </>
  )
  const look = { className: styles.column, 'data-answer': isAnswerPosition || undefined }
  if (!onOpen || isBos || !clean) return <div {...look}>{tokens}</div>
  const names = spans.map(({ name }) => name).join(', ')
  const button = (
    <button
      type="button"
      {...look}
      aria-label={`Name token ${JSON.stringify(clean.text)}, ${where}${names && `, ${names}`}`}
      onClick={onOpen}
    >
      {tokens}
    </button>
  )
  if (!isOpen) return button
  return (
    <Popover
      opened
      onClose={onClose}
      onDismiss={onClose}
      position="bottom-start"
      withinPortal
      trapFocus
      width={260}
    >
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown>{editor}</Popover.Dropdown>
    </Popover>
  )
}

/** A line under named tokens, with the name where it begins. */
function SpanMark({ spans }: Pick<TokenColumn, 'spans'>) {
  const names = spans.filter(({ starts }) => starts).map(({ name }) => name)
  return (
    <span
      className={styles.span}
      data-named={spans.length > 0 || undefined}
      title={spans.map(({ name }) => name).join(', ')}
    >
      {names.join(' · ')}
    </span>
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

/** A token's text, its spaces visible. */
export function TokenText({ text }: { text: string }) {
  const { leading, body } = visibleToken(text)
  return (
    <>
      {leading && <i>{leading}</i>}
      {body || (leading ? '' : '∅')}
    </>
  )
}
