import { PatchbayError, shown, shownNames } from '../../../contract'
import type { Piece } from './drawn-row'

/** A sentence with slots, taken apart. */
export interface Template {
  text: string
  parts: (string | { slot: string })[]
}

const SLOT = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g
/** As long as the name of a span may be, with a number after it. */
const SLOT_NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]{0,49}'?$/u

/**
 * Slots are names in braces; a brace itself is written twice.
 * @throws PatchbayError (bad-input) where a brace is open, or a slot's name is none.
 */
export function parseTemplate(text: string): Template {
  const parts: Template['parts'] = []
  let end = 0
  let words = ''
  const endWords = () => {
    if (words !== '') parts.push(words)
    words = ''
  }
  for (const { 0: found, 1: name, index } of text.matchAll(SLOT)) {
    words += text.slice(end, index)
    end = index + found.length
    if (found === '{{' || found === '}}') words += found[0]
    else if (name === undefined) throw openBrace(text, found)
    else {
      endWords()
      parts.push({ slot: slotName(text, name) })
    }
  }
  words += text.slice(end)
  endWords()
  return { text, parts }
}

export function slotsOf({ parts }: Template): string[] {
  return [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.slot])))]
}

/** The text with its slots filled, each a piece with the name of its slot, or the one in `names`. */
export function fill(
  { parts }: Template,
  words: Readonly<Record<string, string>>,
  names: Readonly<Record<string, string>> = {},
): Piece[] {
  return parts.map((part) =>
    typeof part === 'string'
      ? { text: part }
      : { text: words[part.slot], span: names[part.slot] ?? part.slot },
  )
}

/**
 * @throws PatchbayError (bad-input) where a needed slot is missing, or one is none of these.
 */
export function refuseSlots(
  template: Template,
  { needed, known }: { needed: readonly string[]; known: readonly string[] },
): void {
  const slots = slotsOf(template)
  const missing = needed.find((slot) => !slots.includes(slot))
  const where = `The template ${shown(template.text)}`
  if (missing !== undefined)
    throw new PatchbayError('bad-input', `${where} has no slot {${missing}}: add it.`)
  const other = slots.find((slot) => !known.includes(slot))
  if (other === undefined) return
  const all = shownNames(known.map((slot) => `{${slot}}`))
  throw new PatchbayError('bad-input', `${where} has a slot {${other}}, which nothing fills: use ${all}.`)
}

function slotName(text: string, name: string): string {
  if (SLOT_NAME.test(name)) return name
  const rule =
    'a slot is a short name of letters and digits, such as {name1}; a brace itself is written twice'
  throw new PatchbayError('bad-input', `The template ${shown(text)} has the slot {${name}}: ${rule}.`)
}

function openBrace(text: string, brace: string): PatchbayError {
  const mend = `close it, or write it twice (${brace}${brace}) where it is part of the text`
  return new PatchbayError('bad-input', `The template ${shown(text)} has a single ${brace}: ${mend}.`)
}
