import { create } from 'zustand'
import { notifyProblem } from './notify'

/** Something that was done to the store or to the prompts, how it is taken back and how it is done again. */
export interface Change {
  /** Continues “Undo: ”, e.g. `delete run 3`. */
  what: string
  /** @throws PatchbayError where it cannot be taken back */
  undo: () => unknown
  redo: () => unknown
}

interface Changes {
  /** The latest last. */
  done: readonly Change[]
  /** What was undone, the next to be done again last. */
  undone: readonly Change[]
}

/** What can be undone in this window, in the order in which it was done. */
export const useChanges = create<Changes>(() => ({ done: [], undone: [] }))

/** Each may hold the prompts as they were. */
const MOST_CHANGES = 100

/** Remembers what was just done, and returns it; in place of `joined`, which was part of it. */
export function recordChange(change: Change, joined?: Change): Change {
  const others = useChanges.getState().done.filter((each) => each !== joined)
  useChanges.setState({ done: [...others, change].slice(-MOST_CHANGES), undone: [] })
  return change
}

/** One after the other, however fast the keys are pressed. */
let last: Promise<unknown> = Promise.resolve()

function inTurn(action: () => Promise<Change | null>): Promise<Change | null> {
  const mine = last.then(action)
  last = mine
  return mine
}

/** Takes back the latest change, or the one given; returns it, null where there was none or that failed. */
export function undo(given?: Change): Promise<Change | null> {
  return inTurn(async () => {
    const { done } = useChanges.getState()
    const change = given ?? done.at(-1)
    if (!change || !done.includes(change)) return null
    useChanges.setState(({ done }) => ({ done: done.filter((each) => each !== change) }))
    if (!(await succeeds(`Could not undo: ${change.what}`, change.undo))) return null
    useChanges.setState(({ undone }) => ({ undone: [...undone, change] }))
    return change
  })
}

/** Does again what was undone last. */
export function redo(): Promise<Change | null> {
  return inTurn(async () => {
    const change = useChanges.getState().undone.at(-1)
    if (!change) return null
    useChanges.setState(({ undone }) => ({ undone: undone.slice(0, -1) }))
    if (!(await succeeds(`Could not redo: ${change.what}`, change.redo))) return null
    useChanges.setState(({ done }) => ({ done: [...done, change] }))
    return change
  })
}

async function succeeds(failed: string, action: () => unknown): Promise<boolean> {
  try {
    await action()
    return true
  } catch (error) {
    notifyProblem(failed, error)
    return false
  }
}
