import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { windowStorage } from './window-storage'

interface Maximised {
  /** The pane that fills the view; null for none. */
  pane: string | null
}

/** Kept across starts. */
export const useMaximised = create<Maximised>()(
  persist((): Maximised => ({ pane: null }), {
    name: 'patchbay.maximised',
    version: 1,
    storage: windowStorage(),
  }),
)

/** Has a pane fill the view, or puts it back. */
export function toggleMaximised(pane: string): void {
  useMaximised.setState((state) => ({ pane: state.pane === pane ? null : pane }))
}

/** Puts back what fills the view on screen. False where nothing does. */
export function restorePane(): boolean {
  const had = document.querySelector('[data-maximised]') !== null
  if (had) useMaximised.setState({ pane: null })
  return had
}

const PANE = 'data-pane'

/** The attributes of a pane that can fill the view; `pane` is unique in it. */
export function usePane(pane: string): Record<string, string | undefined> {
  const isMaximised = useMaximised((state) => state.pane === pane)
  return { [PANE]: pane, 'data-maximised': isMaximised ? '' : undefined }
}

/** Has the pane fill the view that has the focus, else the one under the pointer, else the first; or puts it back. */
export function toggleAnyPane(): void {
  if (restorePane()) return
  const pane = [
    document.activeElement,
    [...document.querySelectorAll(':hover')].at(-1),
    document.querySelector(`main [${PANE}]`),
  ]
    .map((element) => element?.closest(`[${PANE}]`)?.getAttribute(PANE))
    .find((name) => name !== null && name !== undefined)
  if (pane) toggleMaximised(pane)
}
