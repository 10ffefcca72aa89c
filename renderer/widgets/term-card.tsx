import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { DOC_TITLES } from '../help/doc-names'
import { openTerm } from '../state/help'
import { hideTerm, holdTerm, leaveTerm, useTermCard } from '../state/term-card'
import type { Term } from '../terms'
import styles from './term-card.module.css'

const CARD_ID = 'term-card'
const GAP_PX = 6

/** What the term that is pointed at means; one for the whole window. F1 opens its definition. */
export function TermCard() {
  const shown = useTermCard((state) => state.shown)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hideTerm()
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('scroll', hideTerm, true)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('scroll', hideTerm, true)
    }
  }, [])
  return shown ? createPortal(<Card {...shown} />, document.body) : null
}

function Card({ term, anchor, note }: { term: Term; anchor: Element; note?: string }) {
  const card = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState({ left: 0, top: 0 })
  useLayoutEffect(() => setAt(positionBeside(anchor, card.current!)), [anchor, term, note])
  useDescribed(anchor)
  return (
    <div
      ref={card}
      id={CARD_ID}
      role="tooltip"
      className={styles.card}
      style={at}
      onMouseEnter={holdTerm}
      onMouseLeave={leaveTerm}
    >
      <b>{term.words[0]}</b>
      <p>{term.text}</p>
      {note && <p className={styles.note}>{note}</p>}
      {/* By keyboard F1 does it. */}
      <button type="button" tabIndex={-1} className={styles.more} onClick={() => openTerm(term)}>
        Definition in “{DOC_TITLES[term.doc[0]]}” <kbd>F1</kbd>
      </button>
    </div>
  )
}

/** Ties the card to what has the focus, so that it is read there. */
function useDescribed(anchor: Element): void {
  useEffect(() => {
    const { activeElement } = document
    if (!activeElement || !anchor.contains(activeElement)) return
    const before = activeElement.getAttribute('aria-describedby')
    activeElement.setAttribute('aria-describedby', [before, CARD_ID].filter(Boolean).join(' '))
    return () => {
      if (before === null) activeElement.removeAttribute('aria-describedby')
      else activeElement.setAttribute('aria-describedby', before)
    }
  }, [anchor])
}

/** Below what it explains, above where there is no room; within the window. */
function positionBeside(anchor: Element, card: HTMLElement): { left: number; top: number } {
  const box = anchor.getBoundingClientRect()
  const { width, height } = card.getBoundingClientRect()
  const isTall = box.height > box.width * 0.6 && box.left < 80
  // Beside an entry of the rail, which has others below.
  const left = isTall ? box.right + GAP_PX : box.left
  const below = isTall ? box.top : box.bottom + GAP_PX
  const top = below + height > window.innerHeight ? Math.max(GAP_PX, box.top - height - GAP_PX) : below
  return { left: Math.max(GAP_PX, Math.min(left, window.innerWidth - width - GAP_PX)), top }
}
