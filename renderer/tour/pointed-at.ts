import { useEffect } from 'react'

const MARK = 'data-tour-target'

/** Marks the first element that one of the selectors finds, for as long as it is the one: the sheet draws a ring around it. */
export function usePointedAt(selectors: readonly string[]): void {
  const text = JSON.stringify(selectors)
  useEffect(() => {
    const wanted = JSON.parse(text) as string[]
    let marked: Element | null = null
    let frame = 0
    const mark = () => {
      frame = 0
      const found = findTarget(wanted)
      if (found === marked && (found === null || found.hasAttribute(MARK))) return
      marked?.removeAttribute(MARK)
      marked = found
      found?.setAttribute(MARK, '')
      found?.scrollIntoView({ block: 'nearest' })
    }
    mark()
    // Views come and go, and fill as results arrive.
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(mark)
    })
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
      marked?.removeAttribute(MARK)
    }
  }, [text])
}

/** Of several matches the last in the view: its middle comes after its toolbar. */
export function findTarget(selectors: readonly string[]): HTMLElement | null {
  for (const selector of selectors) {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].filter(isShown)
    const inView = found.filter((element) => element.closest('main') !== null)
    const target = inView.at(-1) ?? found.at(-1)
    if (target) return target
  }
  return null
}

/** Not inside of the strip itself, nor hidden. */
function isShown(element: HTMLElement): boolean {
  return element.closest('[data-tour-strip]') === null && element.getClientRects().length > 0
}

/** Puts the focus on what is pointed at, or on the first control in it. */
export function focusTarget(selectors: readonly string[]): void {
  const target = findTarget(selectors)
  if (!target) return
  target.scrollIntoView({ block: 'center' })
  const FOCUSABLE = 'button:not(:disabled), input, select, textarea, [tabindex="0"]'
  const control = target.matches(FOCUSABLE) ? target : target.querySelector<HTMLElement>(FOCUSABLE)
  control?.focus()
}
