import { useEffect, type RefObject } from 'react'

let lastFocused: Element | null = null
// Node, in tests, has no document.
globalThis.document?.addEventListener('focusin', ({ target }) => (lastFocused = target as Element))

/**
 * When `change` changes and the focused element was removed or disabled with it, which would leave the keyboard without
 * a focus, moves the focus to the first enabled button of the box.
 */
export function useVanishedFocus(box: RefObject<HTMLElement | null>, change: unknown): void {
  useEffect(() => {
    const isNowhere = document.activeElement === null || document.activeElement === document.body
    const hasVanished = lastFocused && (!lastFocused.isConnected || lastFocused.matches(':disabled'))
    if (isNowhere && hasVanished) box.current?.querySelector<HTMLElement>('button:enabled')?.focus()
  }, [box, change])
}
