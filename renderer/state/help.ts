import { create } from 'zustand'
import type { DocName } from '../help/doc-names'
import type { Term } from '../terms'
import { hideTerm, useTermCard } from './term-card'

/** A page of Help, and the section of it; `terms` lists all terms. */
export interface HelpAddress {
  page: DocName | 'terms'
  /** Empty for its beginning. */
  section: string
}

interface HelpState {
  /** The one on screen last, those that it was reached from before it; none while Help is closed. */
  shown: readonly HelpAddress[]
}

export const useHelp = create<HelpState>(() => ({ shown: [] }))

/** Shows a section of Help, the list of terms where none is named; one can go back to what was shown before. */
export function openHelp(address: HelpAddress = { page: 'terms', section: '' }): void {
  hideTerm()
  useHelp.setState(({ shown }) => ({ shown: [...shown, address] }))
}

/** The definition of a term. */
export function openTerm({ doc }: Pick<Term, 'doc'>): void {
  const [page, section] = doc
  openHelp({ page, section })
}

/** What the term that is pointed at means; Help itself where none is. */
export function showHelp(): void {
  const { shown } = useTermCard.getState()
  if (shown) openTerm(shown.term)
  else openHelp()
}

export function helpBack(): void {
  useHelp.setState(({ shown }) => ({ shown: shown.slice(0, -1) }))
}

export function closeHelp(): void {
  useHelp.setState({ shown: [] })
}
