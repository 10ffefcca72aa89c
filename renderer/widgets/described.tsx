import { createContext, useContext, type ReactNode } from 'react'
import type { Description } from '../../pictures'

const DescribedBy = createContext<(() => Description) | null>(null)

/** A part of the page whose figures are of one thing, with what their files say of it. */
export function Described({ by, children }: { by: () => Description; children: ReactNode }) {
  return <DescribedBy.Provider value={by}>{children}</DescribedBy.Provider>
}

/** What files of the figures here say, asked when one is saved; null where nobody said. */
export function useDescribed(): (() => Description) | null {
  return useContext(DescribedBy)
}
