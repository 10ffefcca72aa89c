import type { FocusEvent, MouseEvent, ReactNode } from 'react'
import { openTerm } from '../state/help'
import { hideTerm, leaveTerm, pointAtTerm } from '../state/term-card'
import { termOf, type Term } from '../terms'
import styles from './term.module.css'

/** A text that explains itself where it is a term: on hover and on focus what it means, on a click its definition in Help. */
export function TermText({ text }: { text: string }) {
  const term = termOf(text)
  if (!term) return text
  return (
    <button
      type="button"
      role="link"
      className={styles.term}
      {...termTarget(term)}
      onClick={(event) => {
        event.stopPropagation()
        openTerm(term)
      }}
    >
      {text}
    </button>
  )
}

/** The same of a title that may be something else than a text. */
export function termTitle(title: ReactNode): ReactNode {
  return typeof title === 'string' ? <TermText text={title} /> : title
}

interface TermAreaProps {
  /** The term; where it is none, only the children are there. */
  text: string
  /** Said below what it means: what the choice does here. */
  note?: string
  children: ReactNode
}

/** Explains a term around a control that has a click of its own: a field, the head of a column, a card's title. */
export function TermArea({ text, note, children }: TermAreaProps) {
  const term = termOf(text)
  if (!term) return children
  return (
    <span className={styles.area} {...termTarget(term, note)}>
      {children}
    </span>
  )
}

/** What makes an element explain a term; a press ends it, as something else happens then. */
export function termTarget(term: Term, note?: string) {
  return {
    onMouseEnter: ({ currentTarget }: MouseEvent) => pointAtTerm(term, boxOf(currentTarget), note),
    onMouseLeave: leaveTerm,
    onFocus: ({ currentTarget, target }: FocusEvent) => {
      // React passes on the focus of what is drawn elsewhere, such as the menu of a field.
      if (currentTarget.contains(target) && target.matches(':focus-visible'))
        pointAtTerm(term, boxOf(currentTarget), note, 0)
    },
    onBlur: leaveTerm,
    onMouseDown: hideTerm,
    onKeyDown: hideOnWork,
  }
}

/** Keys that change a field; those that only move the focus bring the next term's card. */
function hideOnWork({ key }: { key: string }): void {
  if (key !== 'Tab' && key !== 'Shift' && key !== 'F1') hideTerm()
}

/** An area has no box of its own, but what is in it has. */
function boxOf(element: Element): Element {
  return element.matches(`.${styles.area}`) ? (element.firstElementChild ?? element) : element
}
