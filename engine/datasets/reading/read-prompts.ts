import { decodeText, PatchbayError, type PromptSourceArgs, type ReadPrompts } from '../../../contract'
import { parsePrompts } from '../parse-prompts'

/** Pasted text or a file of prompts. @throws PatchbayError (bad-input) naming what cannot be read, and where. */
export async function readPrompts({ text, fileName, file }: PromptSourceArgs): Promise<ReadPrompts> {
  if (text !== undefined) return parsePrompts(text, fileName)
  if (!file) throw new PatchbayError('bad-input', 'There is nothing to read: the text is empty.')
  const decoded = decodeText(file.bytes, file.fileName)
  const read = parsePrompts(decoded.text, file.fileName)
  return decoded.note === null ? read : { ...read, notes: [decoded.note, ...read.notes] }
}
