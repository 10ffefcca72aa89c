import { PatchbayError, shown } from '../../../contract'

/** A slot that has another word in the corrupt prompt. */
export interface Change {
  slot: string
  /** The slot whose word it takes; null: another word of its list. */
  from: string | null
}

const CHANGE = /^\{?([\p{L}_][\p{L}\p{M}\p{N}_]*'?)\}?(?:\s*=\s*\{?([\p{L}_][\p{L}\p{M}\p{N}_]*'?)\}?)?$/u

/** `{place}, {name2}={name1}`; the braces may be left out. @throws PatchbayError (bad-input) for anything else. */
export function readChanges(text: string): Change[] {
  const parts = text.split(/[,\n]/).map((part) => part.trim())
  const changes = parts.filter((part) => part !== '').map(readChange)
  const twice = changes.find(({ slot }, i) => changes.findIndex((change) => change.slot === slot) < i)
  if (twice) throw new PatchbayError('bad-input', `{${twice.slot}} changes twice: leave one of them out.`)
  if (changes.length > 0) return changes
  const mend = 'name the slots that have another word there, such as {name1}'
  throw new PatchbayError('bad-input', `Nothing changes in the corrupt prompt: ${mend}.`)
}

function readChange(part: string): Change {
  const found = CHANGE.exec(part)
  if (found) return { slot: found[1], from: found[2] ?? null }
  throw new PatchbayError(
    'bad-input',
    `The change ${shown(part)} must be a slot, such as {name1}, or {name2}={name1}.`,
  )
}
