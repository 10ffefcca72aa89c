import { useEffect, type RefObject } from 'react'

/** An element that had the focus, with where it was: under each of its ancestors, the innermost first. */
interface Stop {
  element: HTMLElement
  above: { parent: Element; index: number }[]
}

/** A menu and a dialog opened from it are two stops: what opened the menu is before them. */
const MOST_STOPS = 8
/** Nothing says that the element with the focus was removed, so it is looked at; rarely enough to cost nothing. */
const LOOK_MS = 200
const FOCUSABLE = ':is(button, input, select, textarea, a[href], [tabindex="0"])'

/**
 * Keeps the keyboard in the view: when what had the focus is removed or disabled (a row was deleted, a dialog closed whose
 * opener was an entry of a menu, another view is shown), the focus goes to what took its room, else to what had it before,
 * else to the view. Tab then goes on there, not at the window's top.
 */
export function useKeptFocus(view: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let stops: Stop[] = []
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || target === view.current) return
      stops = [...stops.filter(({ element }) => element !== target), stopAt(target)].slice(-MOST_STOPS)
    }
    const look = () => {
      const last = stops.at(-1)
      if (!last || !isNowhere() || isThere(last.element) || !view.current) return
      const next = nextOf(stops, view.current) ?? view.current
      stops = stops.filter(({ element }) => isThere(element))
      next.focus({ preventScroll: next === view.current })
    }
    document.addEventListener('focusin', remember)
    const timer = setInterval(look, LOOK_MS)
    return () => {
      document.removeEventListener('focusin', remember)
      clearInterval(timer)
    }
  }, [view])
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body

function stopAt(element: HTMLElement): Stop {
  const above: Stop['above'] = []
  for (let each: Element = element; each.parentElement; each = each.parentElement)
    above.push({ parent: each.parentElement, index: [...each.parentElement.children].indexOf(each) })
  return { element, above }
}

function nextOf(stops: readonly Stop[], view: Element): HTMLElement | null {
  for (const { element, above } of [...stops].reverse()) {
    if (isThere(element)) return element
    const nearest = above.find(({ parent }) => parent.isConnected)
    if (!nearest || !view.contains(nearest.parent)) continue
    // All of the view went: another one is shown.
    return nearest.parent === view ? null : within(nearest.parent.children, nearest.index)
  }
  return null
}

/** The first element that takes the focus in the child that is now in that position, or in the last one. */
function within(children: HTMLCollection, index: number): HTMLElement | null {
  const child = children[Math.min(index, children.length - 1)]
  if (!child) return null
  const inside = [child, ...child.querySelectorAll(FOCUSABLE)]
  return inside.find((each): each is HTMLElement => each.matches(FOCUSABLE) && isThere(each)) ?? null
}

function isThere(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled') && element.getClientRects().length > 0
}
