import { FILE_LIMITS, isCleanOfPair, messageOf, refuseSize } from '../../../contract'
import type { NamedBytes, ParsedPrompts, PromptSourceArgs } from '../../../contract'
import { latest } from '../../state/latest'
import { call } from '../../state/client'
import { notifyProblem } from '../../state/notify'
import { settledPrompts } from '../../state/prompt-import'
import { isIdsOnly } from '../../state/prompt-store'
import { followSet } from '../../state/prompts'
import { appendRows, importRows } from '../../state/read-rows'
import { parseSpreadsheet } from '../../state/spreadsheet'
import { useWorkbench } from '../../state/workbench'

/** What a dialog that picks a file offers. */
export const PROMPT_FILES = '.json,.jsonl,.ndjson,.csv,.tsv,.txt,.xlsx,.parquet,.gz'

const ANOTHER_SET = new Error('Another set was opened meanwhile: these rows would have been mixed into it.')

/** Reads pasted text and adds its rows; notifies what was left out, or why nothing was added. */
export async function pasteText(text: string): Promise<void> {
  const isSameSet = followSet()
  try {
    const cells = parseSpreadsheet(text, isIdsOnly())
    if (cells) return appendRows({ rows: cells, notes: [] })
    const read = await readSource({ text })
    if (read === null) return
    if (!isSameSet()) throw ANOTHER_SET
    appendRows(read)
  } catch (error) {
    notifyProblem('Nothing was pasted', error)
  }
}

/** Opens files as a new set: the first begins it, the others are added. Two files of a pair are one. */
export async function importFiles(files: Iterable<File>): Promise<void> {
  const isWanted = latest.prompts.begin()
  let isSameSet: (() => boolean) | null = null
  for (const [file, partner] of groupsOf([...files])) {
    try {
      const read = await readSource({
        file: await namedBytes(file),
        ...(partner && { partner: await namedBytes(partner) }),
      })
      if (read === null) continue
      if (isSameSet ? !isSameSet() : !isWanted()) throw ANOTHER_SET
      if (isSameSet) appendRows(read)
      else importRows(file.name.replace(/(\.[^.]+|\.[^.]+\.gz)$/, ''), read)
      isSameSet ??= followSet()
    } catch (error) {
      notifyProblem(`“${file.name}” was not imported`, withoutName(error, file.name))
    }
  }
}

/** The title has the file's name: the reason need not begin with it again. */
function withoutName(error: unknown, name: string): Error {
  const said = messageOf(error)
  return new Error(said.startsWith(`${name}: `) ? said.slice(name.length + 2) : said, { cause: error })
}

/** Clean prompts in one file and corrupt ones in the other: the names say it. */
function groupsOf(files: File[]): File[][] {
  const clean = files.filter(({ name }) => isCleanOfPair(name))
  if (files.length === 2 && clean.length === 1) return [[clean[0], files.find((file) => file !== clean[0])!]]
  return files.map((file) => [file])
}

/** null where a person closed the dialog in which they were asked. */
async function readSource(source: PromptSourceArgs): Promise<ParsedPrompts | null> {
  const { model } = useWorkbench.getState()
  const whole = { ...source, ...(model?.tokenizer && { model: model.path }) }
  return settledPrompts(whole, await call('prompts.parse', whole))
}

async function namedBytes(file: File): Promise<NamedBytes> {
  refuseSize(file.size, file.name, FILE_LIMITS.prompts)
  return { fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}
