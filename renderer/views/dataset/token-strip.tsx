import { Popover } from '@mantine/core'
import { memo, useState, type KeyboardEvent, type ReactNode } from 'react'
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
  // One stop for Tab, not one for each token: arrow keys move between them.
  const [reached, setReached] = useState<number | null>(null)
  const columns = tokenColumns(row)
  if (columns.length === 0) return <div className={styles.strip} />
  const stop = reached ?? columns.find(isNameable)?.position
  return (
    <div
      className={styles.strip}
      role="group"
      aria-label={label}
      aria-description="Arrow keys move between its tokens."
    >
      <div className={styles.sides} aria-hidden>
        <span>clean</span>
        <span>corrupt</span>
      </div>
      <div className={styles.columns} onKeyDown={moveByArrow}>
        {columns.map((column) => (
          <Column
            key={column.position}
            column={column}
            hasSpans={row.spans !== undefined}
            isStop={column.position === stop}
            onFocus={() => setReached(column.position)}
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

const isNameable = ({ isBos, clean }: TokenColumn) => !isBos && clean !== null

function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(':scope > button')]
  const at = buttons.indexOf(event.target as HTMLElement)
  const last = buttons.length - 1
  const to = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(last, at + 1), Home: 0, End: last }[
    event.key
  ]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  buttons[to].focus()
}

interface ColumnProps {
  column: TokenColumn
  hasSpans: boolean
  isStop: boolean
  onFocus: () => void
  isOpen: boolean
  onOpen: (() => void) | undefined
  onClose: () => void
  editor: ReactNode
}

function Column({ column, hasSpans, isStop, onFocus, isOpen, onOpen, onClose, editor }: ColumnProps) {
  const { clean, corrupt, differs, isGap, isBos, isAnswerPosition, position, spans } = column
  const where = `position ${position}${isAnswerPosition ? ', the answer is predicted after this token' : ''}`
  const marks = { differs, isGap, isBos, where }
  const isButton = onOpen !== undefined && isNameable(column)
  const tokens = (
    <>
      <StripToken token={clean} {...marks} />
      <span className="spoken">, corrupt </span>
      <StripToken token={corrupt} {...marks} isSame={!differs} />
      {hasSpans && <SpanMark spans={spans} />}
    </>
  )
  const look = { className: styles.column, 'data-answer': isAnswerPosition || undefined }
  if (!isButton) return <div {...look}>{tokens}</div>
  const button = (
    <button type="button" {...look} tabIndex={isStop ? 0 : -1} onFocus={onFocus} onClick={onOpen}>
      <span className="spoken">Name token </span>
      {tokens}
      <span className="spoken">, {where}</span>
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
