import { randomBytes } from 'node:crypto'
import { choicesOf, PatchbayError, promptSetSchema } from '../../contract'
import type { BosChoice, PromptSet, PromptSetSummary } from '../../contract'
import type { Database } from './database'
import { checked, parsed } from './spoilt'

interface PromptSetRow {
  id: string
  name: string
  bos: BosChoice
  rows: string
  /** NULL where there are no notes. */
  notes: string | null
  /** Of the set as a whole (PromptChoices); NULL where nothing was chosen. */
  choices: string | null
  row_count: number
  updated_at: number
}

/** Prompt sets saved by name. */
export class PromptSetTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** By name. */
  list(): PromptSetSummary[] {
    return this.database
      .all<PromptSetRow>('SELECT * FROM prompt_sets ORDER BY name COLLATE NOCASE')
      .map(toSummary)
  }

  /** @throws SpoiltError where it cannot be read. */
  get(id: string): PromptSet {
    const row = this.row(id)
    const what = `The prompt set "${row.name}"`
    const { name, bos } = row
    const rows = parsed(row.rows, what, 'rows')
    const notes = row.notes === null ? {} : { notes: parsed(row.notes, what, 'notes') }
    const choices = row.choices === null ? {} : (parsed(row.choices, what, 'choices') as object)
    return checked(promptSetSchema, { name, bos, rows, ...notes, ...choices }, what, 'it')
  }

  /** Without `id` a new set. A name that another set has is refused. */
  save(set: PromptSet, id = randomBytes(6).toString('hex')): PromptSetSummary {
    return this.database.transaction(() => {
      const namesake = this.database.get<{ id: string }>('SELECT id FROM prompt_sets WHERE name = :name', {
        name: set.name,
      })
      if (namesake && namesake.id !== id) {
        throw new PatchbayError(
          'conflict',
          `There is a prompt set named "${set.name}" already: choose another name.`,
        )
      }
      const choices = choicesOf(set)
      this.database.run(
        `INSERT INTO prompt_sets (id, name, bos, rows, notes, choices, row_count, updated_at)
         VALUES (:id, :name, :bos, :rows, :notes, :choices, :rowCount, :updatedAt)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, bos = excluded.bos, rows = excluded.rows,
           notes = excluded.notes, choices = excluded.choices, row_count = excluded.row_count, updated_at = excluded.updated_at`,
        {
          id,
          name: set.name,
          bos: set.bos,
          rows: JSON.stringify(set.rows),
          notes: set.notes ? JSON.stringify(set.notes) : null,
          choices: Object.keys(choices).length > 0 ? JSON.stringify(choices) : null,
          rowCount: set.rows.length,
          updatedAt: Date.now(),
        },
      )
      return toSummary(this.row(id))
    })
  }

  delete(id: string): void {
    this.row(id)
    this.database.run('DELETE FROM prompt_sets WHERE id = :id', { id })
  }

  private row(id: string): PromptSetRow {
    const row = this.database.get<PromptSetRow>('SELECT * FROM prompt_sets WHERE id = :id', { id })
    if (!row)
      throw new PatchbayError('not-found', `There is no prompt set "${id}": it may have been deleted.`)
    return row
  }
}

function toSummary(row: PromptSetRow): PromptSetSummary {
  return { id: row.id, name: row.name, rowCount: row.row_count, updatedAt: row.updated_at, bundled: false }
}
