import { useEffect, type RefObject } from 'react'

let lastFocused: Element | null = null
// Node, in tests, has no document.
globalThis.document?.addEventListener('focusin', ({ target }) => (lastFocused = target as Element))

/**
 * Whenever `change` changes and the element that had the focus was taken away or disabled with it, which
 * leaves the keyboard nowhere, the first button of the box that can be used takes the focus over.
 */
export function useVanishedFocus(box: RefObject<HTMLElement | null>, change: unknown): void {
  useEffect(() => {
    const isNowhere = document.activeElement === null || document.activeElement === document.body
    const hasVanished = lastFocused && (!lastFocused.isConnected || lastFocused.matches(':disabled'))
    if (isNowhere && hasVanished) box.current?.querySelector<HTMLElement>('button:enabled')?.focus()
  }, [box, change])
}
