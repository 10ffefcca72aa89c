import { notify } from './notify'
import { recordChange, redo, undo, type Change } from './undo'

/** Remembers what was done, says it and offers to undo it; returns the function that withdraws the offer. */
export function notifyChange(message: string, change: Change): () => void {
  return offerToUndo(message, recordChange(change))
}

/** Says what was done, which is remembered already. */
export function offerToUndo(message: string, change: Change): () => void {
  return notify({ message, action: { label: 'Undo', run: () => void undoAndSay(change) } })
}

/** Takes back the latest change, or the one given, and says which it was. */
export async function undoAndSay(given?: Change): Promise<void> {
  const change = await undo(given)
  if (change)
    notify({ message: `Undone: ${change.what}.`, action: { label: 'Redo', run: () => void redoAndSay() } })
}

/** Does again what was undone last, and says what it was. */
export async function redoAndSay(): Promise<void> {
  const change = await redo()
  if (change) offerToUndo(`Done again: ${change.what}.`, change)
}
