import { z } from 'zod'
import {
  bosSchema,
  choicesOf,
  promptChoicesSchema,
  promptRowSchema,
  type PromptChoices,
  type PromptRow,
  type PromptSet,
} from '../../contract'
import { formatAnswers, formatPromptText, parseAnswers, parsePromptText } from './prompt-text'

export const ROW_FIELDS = ['clean', 'corrupt', 'answers', 'wrongAnswers'] as const
export type RowField = (typeof ROW_FIELDS)[number]

/** One row as it is in the text fields. Rows are never changed in place: the same row object always has the same content. */
const draftRowSchema = promptRowSchema.pick({ position: true, spans: true, template: true }).extend({
  key: z.number().int().nonnegative(),
  clean: z.string(),
  corrupt: z.string(),
  answers: z.string(),
  wrongAnswers: z.string(),
})
export type DraftRow = z.infer<typeof draftRowSchema>

/** The working copy of a prompt set. `savedId` is the set it came from, null for a new one. */
export const draftSchema = promptChoicesSchema.extend({
  savedId: z.string().nullable(),
  name: z.string(),
  bos: bosSchema,
  rows: z.array(draftRowSchema),
  nextKey: z.number().int().nonnegative(),
  dirty: z.boolean(),
  /** Notes made when rows were read from files or pasted; part of a run's record. */
  notes: z.array(z.string()).optional(),
  /** How the code that the file is made for begins prompts, until the person has chosen. */
  proposedBos: z.object({ bos: bosSchema, why: z.string() }).optional(),
})
export type PromptDraft = z.infer<typeof draftSchema>

export type DraftAction =
  | { type: 'edit'; key: number; field: RowField; text: string }
  | { type: 'add'; after?: number }
  | { type: 'duplicate'; key: number }
  | { type: 'delete'; key: number }
  /** Deletes all other rows. */
  | { type: 'keep'; keys: readonly number[] }
  /** Undo of `delete`. */
  | { type: 'insert'; index: number; row: DraftRow }
  | { type: 'append'; rows: readonly PromptRow[]; notes?: readonly string[] }
  /** A file's rows as a new set, not saved yet. */
  | {
      type: 'import'
      name: string
      rows: readonly PromptRow[]
      notes?: readonly string[]
      /** The file's choice; without one the choice in the form stays. */
      bos?: PromptDraft['bos']
      choices?: PromptChoices
      proposedBos?: PromptDraft['proposedBos']
    }
  | { type: 'bos'; bos: PromptDraft['bos'] }
  /** What is undefined in it is taken back. */
  | { type: 'choose'; choices: Partial<PromptChoices> }
  /** The named stretches of these rows. */
  | { type: 'spans'; keys: readonly number[]; spans: NonNullable<DraftRow['spans']> }
  /** Takes white space off the ends of all prompts. */
  | { type: 'trim' }
  | { type: 'name'; name: string }
  | { type: 'load'; savedId: string | null; set: PromptSet }
  | { type: 'restore'; draft: PromptDraft }
  /** `sent` is the draft as it was when the save began. */
  | { type: 'saved'; savedId: string; name: string; sent: PromptDraft }
  | { type: 'new' }
  /** The set it came from was deleted: what is on screen is then unsaved. */
  | { type: 'detach' }
  /** That set is back; `saved` is the draft that has what it has, null where none has. */
  | { type: 'attach'; savedId: string; saved: PromptDraft | null }

export function newDraft(): PromptDraft {
  return {
    savedId: null,
    name: '',
    bos: 'tokenizer',
    rows: [blankRow(0)],
    nextKey: 1,
    dirty: false,
  }
}

export function reduceDraft(draft: PromptDraft, action: DraftAction): PromptDraft {
  const next = reduced(draft, action)
  const { split } = draft
  if (!split?.heldOutRows || next.split !== split) return next
  // Rows that are held out by where they are: elsewhere they would be others.
  const isSame =
    next.rows.length === draft.rows.length && next.rows.every(({ key }, at) => key === draft.rows[at].key)
  return isSame ? next : { ...next, split: { ...split, heldOutRows: undefined } }
}

function reduced(draft: PromptDraft, action: DraftAction): PromptDraft {
  switch (action.type) {
    case 'edit':
      return changed(draft, editRow(draft.rows, action.key, action.field, action.text))
    case 'add':
      return addRow(draft, blankRow(draft.nextKey), action.after)
    case 'duplicate': {
      const row = draft.rows.find(({ key }) => key === action.key)
      return row ? addRow(draft, { ...row, key: draft.nextKey }, action.key) : draft
    }
    case 'delete':
      return deleteRow(draft, action.key)
    case 'keep':
      return keepRows(draft, new Set(action.keys))
    case 'insert':
      return changed(
        draft,
        insertAt(
          draft.rows.filter(({ key }) => key !== action.row.key),
          action.index,
          action.row,
        ),
      )
    case 'append':
      return withNotes(appendRows(draft, action.rows), action.notes)
    case 'import':
      return {
        ...withNotes(appendRows(newDraft(), action.rows), action.notes),
        name: action.name,
        bos: action.bos ?? draft.bos,
        ...action.choices,
        ...(action.bos === undefined && action.proposedBos && { proposedBos: action.proposedBos }),
      }
    case 'bos':
      return { ...draft, bos: action.bos, dirty: true, proposedBos: undefined }
    case 'trim':
      return changed(draft, draft.rows.map(trimmed))
    case 'choose':
      return { ...draft, ...action.choices, dirty: true }
    case 'spans':
      return nameSpans(draft, new Set(action.keys), action.spans)
    case 'name':
      return { ...draft, name: action.name, dirty: true }
    case 'load':
      return loadSet(action.savedId, action.set)
    case 'restore':
      return action.draft
    case 'saved':
      return markSaved(draft, action)
    case 'new':
      return newDraft()
    case 'detach':
      return { ...draft, savedId: null, dirty: true }
    case 'attach':
      return { ...draft, savedId: action.savedId, dirty: draft !== action.saved }
  }
}

/** Nothing is typed in any field: such a row is neither saved nor run, so it blocks nothing. */
export function isBlank(row: DraftRow): boolean {
  return ROW_FIELDS.every((field) => row[field].trim() === '')
}

/** A bundled set as it was shipped: its words are those of the sample's own model. */
export function isBundledSet({ savedId, dirty }: PromptDraft): boolean {
  return savedId !== null && savedId.startsWith('sample:') && !dirty
}

/** Whether replacing the draft would lose something. */
export function holdsUnsavedWork(draft: PromptDraft): boolean {
  return draft.dirty && !draft.rows.every(isBlank)
}

/** Rows are never changed in place, so that each is read once with a tokenizer, and once as ids. */
const rowsOfText = new WeakMap<DraftRow, PromptRow>()
const rowsOfIds = new WeakMap<DraftRow, PromptRow>()

export function toPromptRow(row: DraftRow, idsOnly: boolean): PromptRow {
  const known = idsOnly ? rowsOfIds : rowsOfText
  const read = known.get(row) ?? readRow(row, idsOnly)
  known.set(row, read)
  return read
}

function readRow(row: DraftRow, idsOnly: boolean): PromptRow {
  return {
    clean: parsePromptText(row.clean, idsOnly),
    corrupt: parsePromptText(row.corrupt, idsOnly),
    answers: parseAnswers(row.answers, idsOnly),
    wrongAnswers: parseAnswers(row.wrongAnswers, idsOnly),
    ...fileFields(row),
  }
}

/** What is saved and run: the rows that are not blank. */
export function toPromptSet(draft: PromptDraft, idsOnly: boolean): PromptSet {
  const rows = draft.rows.filter((row) => !isBlank(row)).map((row) => toPromptRow(row, idsOnly))
  const notes = draft.notes && { notes: draft.notes }
  return {
    name: draft.name.trim() || 'Untitled prompts',
    bos: draft.bos,
    rows,
    ...notes,
    ...choicesOf(draft),
  }
}

function withNotes(draft: PromptDraft, notes: readonly string[] = []): PromptDraft {
  const all = [...new Set([...(draft.notes ?? []), ...notes])]
  return all.length > 0 ? { ...draft, notes: all } : draft
}

function blankRow(key: number): DraftRow {
  return { key, clean: '', corrupt: '', answers: '', wrongAnswers: '' }
}

function toDraftRow(row: PromptRow, key: number): DraftRow {
  return {
    key,
    clean: formatPromptText(row.clean),
    corrupt: formatPromptText(row.corrupt),
    answers: formatAnswers(row.answers),
    wrongAnswers: formatAnswers(row.wrongAnswers),
    ...fileFields(row),
  }
}

type FileFields = Pick<PromptRow, 'position' | 'spans' | 'template'>

/** What the text fields do not hold. */
function fileFields({ position, spans, template }: FileFields): FileFields {
  return {
    ...(position !== undefined && { position }),
    ...(spans !== undefined && { spans }),
    ...(template !== undefined && { template }),
  }
}

function changed(draft: PromptDraft, rows: DraftRow[]): PromptDraft {
  return { ...draft, rows, dirty: true }
}

/** Rows that end without white space stay the same objects. */
function trimmed(row: DraftRow): DraftRow {
  const [clean, corrupt] = [row.clean.trimEnd(), row.corrupt.trimEnd()]
  return clean === row.clean && corrupt === row.corrupt ? row : { ...row, clean, corrupt }
}

function editRow(rows: readonly DraftRow[], key: number, field: RowField, text: string): DraftRow[] {
  return rows.map((row) => (row.key === key ? { ...row, [field]: text } : row))
}

function nameSpans(draft: PromptDraft, keys: ReadonlySet<number>, spans: DraftRow['spans']): PromptDraft {
  const named = (row: DraftRow): DraftRow => {
    const { spans: _spans, ...others } = row
    return spans?.length ? { ...others, spans } : others
  }
  return changed(
    draft,
    draft.rows.map((row) => (keys.has(row.key) ? named(row) : row)),
  )
}

function addRow(draft: PromptDraft, row: DraftRow, after?: number): PromptDraft {
  const at = draft.rows.findIndex(({ key }) => key === after)
  const rows = insertAt(draft.rows, at < 0 ? draft.rows.length : at + 1, row)
  // Adding a blank row is not worth a warning: only content makes a draft unsaved.
  return { ...draft, rows, nextKey: draft.nextKey + 1, dirty: draft.dirty || !isBlank(row) }
}

function deleteRow(draft: PromptDraft, key: number): PromptDraft {
  const row = draft.rows.find((candidate) => candidate.key === key)
  if (!row) return draft
  const rest = draft.rows.filter((candidate) => candidate !== row)
  return { ...draft, rows: rest.length > 0 ? rest : [blankRow(key)], dirty: draft.dirty || !isBlank(row) }
}

function keepRows(draft: PromptDraft, keys: ReadonlySet<number>): PromptDraft {
  const rows = draft.rows.filter(({ key }) => keys.has(key))
  return changed({ ...draft, nextKey: draft.nextKey + 1 }, rows.length > 0 ? rows : [blankRow(draft.nextKey)])
}

function insertAt(rows: readonly DraftRow[], index: number, row: DraftRow): DraftRow[] {
  return [...rows.slice(0, index), row, ...rows.slice(index)]
}

/** Pasted rows replace blank ones at the end, so that there is no gap before them. */
function appendRows(draft: PromptDraft, added: readonly PromptRow[]): PromptDraft {
  let end = draft.rows.length
  while (end > 0 && isBlank(draft.rows[end - 1])) end--
  const rows = added.map((row, index) => toDraftRow(row, draft.nextKey + index))
  return changed({ ...draft, nextKey: draft.nextKey + rows.length }, [...draft.rows.slice(0, end), ...rows])
}

function loadSet(savedId: string | null, set: PromptSet): PromptDraft {
  const rows = set.rows.length > 0 ? set.rows.map(toDraftRow) : [blankRow(0)]
  const { name, bos } = set
  const draft = { savedId, name, bos, rows, nextKey: rows.length, dirty: false, ...choicesOf(set) }
  return withNotes(draft, set.notes)
}

/** Typing may continue during a save: the draft is clean only if it is still what was saved. */
function markSaved(draft: PromptDraft, saved: Extract<DraftAction, { type: 'saved' }>): PromptDraft {
  const { sent } = saved
  const sameName = draft.name === sent.name
  const sameChoices = JSON.stringify(choicesOf(draft)) === JSON.stringify(choicesOf(sent))
  const dirty = draft.rows !== sent.rows || draft.bos !== sent.bos || !sameName || !sameChoices
  return { ...draft, savedId: saved.savedId, name: sameName ? saved.name : draft.name, dirty }
}
