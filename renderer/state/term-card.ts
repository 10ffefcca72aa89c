import { create } from 'zustand'
import type { Term } from '../terms'

/** The term that is explained at this moment, and by what on screen. */
interface TermCardState {
  shown: { term: Term; anchor: Element; note?: string } | null
}

export const useTermCard = create<TermCardState>(() => ({ shown: null }))

/** The pointer only passes by many a term, and needs a moment to get from a term to its card. */
const SHOW_MS = 350
const HIDE_MS = 220

let timer: ReturnType<typeof setTimeout> | undefined

function after(ms: number, act: () => void): void {
  clearTimeout(timer)
  timer = setTimeout(act, ms)
}

/** Explains a term: at once where it has the focus, after a moment under the pointer. */
export function pointAtTerm(term: Term, anchor: Element, note?: string, ms = SHOW_MS): void {
  after(ms, () => useTermCard.setState({ shown: { term, anchor, note } }))
}

/** The pointer is on the card: it stays. */
export function holdTerm(): void {
  clearTimeout(timer)
}

export function leaveTerm(): void {
  after(HIDE_MS, hideTerm)
}

export function hideTerm(): void {
  clearTimeout(timer)
  if (useTermCard.getState().shown) useTermCard.setState({ shown: null })
}
