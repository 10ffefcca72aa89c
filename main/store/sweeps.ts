import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { PatchbayError, settingsSchema, SWEEP_STATES, sweepSpecSchema } from '../../contract'
import type { Settings, SweepSource, SweepSpec, SweepState } from '../../contract'
import type { Database, SqlValue } from './database'
import { checked, parsed } from './spoilt'

/** A sweep as it is kept; what its runs found is in them. */
export interface StoredSweep {
  id: string
  number: number
  name: string
  state: SweepState
  spec: SweepSpec
  /** In place of the stored settings, for its runs. */
  settings: Partial<Settings>
  modelName: string
  createdAt: number
  finishedAt: number | null
  message: string | null
  /** The lease of the Patchbay that computes it. */
  owner: string | null
  /** What computes its runs. */
  computer: string
  /** Where it was written to be computed from. */
  folder: string | null
  /** What another Patchbay wants of the owner. */
  asked: SweepAsk | null
}

export const SWEEP_ASKS = ['pause', 'stop'] as const
export type SweepAsk = (typeof SWEEP_ASKS)[number]

/** What became of one run of a sweep. */
export interface StoredMember {
  configuration: string | null
  runId: string | null
  source: SweepSource | null
  /** Why it could not be started. */
  message: string | null
}

export interface NewSweep extends Pick<StoredSweep, 'spec' | 'settings' | 'modelName' | 'owner'> {
  /** `here` where left out. */
  computer?: string
  /** Where it is written to be computed from; nowhere where left out. */
  folder?: string
  /** `Sweep 3` where left out. */
  name?: string
  members: number
}

type SweepChange = Partial<Pick<StoredSweep, 'name' | 'state' | 'finishedAt' | 'message' | 'owner' | 'asked'>>

interface SweepRow {
  id: string
  number: number
  name: string
  state: SweepState
  spec: string
  settings: string
  model_name: string
  created_at: number
  finished_at: number | null
  message: string | null
  owner: string | null
  computer: string
  folder: string | null
  asked: string | null
}

interface MemberRow {
  configuration: string | null
  run_id: string | null
  source: SweepSource | null
  message: string | null
}

const ABANDONED = 'The program ended while this sweep was going on; it can be resumed.'

export class SweepTable {
  private readonly database: Database
  /** Never changed once they are written; their prompts may be many. */
  private readonly specs = new Map<string, SweepSpec>()

  constructor(database: Database) {
    this.database = database
  }

  insert({ name, spec, settings, modelName, owner, computer = 'here', ...rest }: NewSweep): StoredSweep {
    const { folder = null, members } = rest
    const id = randomBytes(6).toString('hex')
    this.database.transaction(() => {
      this.database.run(
        `INSERT INTO sweeps (id, name, state, spec, settings, model_name, created_at, owner, computer, folder)
         VALUES (:id, :name, 'running', :spec, :settings, :modelName, :createdAt, :owner, :computer, :folder)`,
        {
          ...{ id, name: name ?? '', modelName, owner, computer, folder, createdAt: Date.now() },
          spec: JSON.stringify(spec),
          settings: JSON.stringify(settings),
        },
      )
      if (!name) this.database.run(`UPDATE sweeps SET name = 'Sweep ' || number WHERE id = :id`, { id })
      for (let position = 0; position < members; position++)
        this.database.run('INSERT INTO sweep_members (sweep_id, position) VALUES (:id, :position)', {
          id,
          position,
        })
    })
    return this.get(id)
  }

  /** Newest first, without deleted ones. */
  ids(): string[] {
    return this.database
      .all<{ id: string }>('SELECT id FROM sweeps WHERE deleted_by IS NULL ORDER BY number DESC')
      .map(({ id }) => id)
  }

  /** @throws SpoiltError where it cannot be read. */
  get(id: string): StoredSweep {
    const row = this.database.get<SweepRow>('SELECT * FROM sweeps WHERE id = :id AND deleted_by IS NULL', {
      id,
    })
    if (!row) throw new PatchbayError('not-found', `There is no sweep "${id}" in ${this.database.file}.`)
    const sweep = toSweep(row, this.specs.get(id))
    this.specs.set(id, sweep.spec)
    return sweep
  }

  /** In the order of the plan. */
  members(id: string): StoredMember[] {
    return this.database
      .all<MemberRow>(
        'SELECT configuration, run_id, source, message FROM sweep_members WHERE sweep_id = :id ORDER BY position',
        { id },
      )
      .map(memberOf)
  }

  change(id: string, change: SweepChange): StoredSweep {
    const { finishedAt: finished_at, ...others } = change
    const values: Record<string, SqlValue | undefined> = { finished_at, ...others }
    const changed = Object.keys(values).filter((column) => values[column] !== undefined)
    const assignments = changed.map((column) => `${column} = :${column}`).join(', ')
    const parameters = Object.fromEntries(changed.map((column) => [column, values[column]!]))
    this.database.run(`UPDATE sweeps SET ${assignments} WHERE id = :id`, { ...parameters, id })
    return this.get(id)
  }

  /** As `change`, where the sweep is still this Patchbay's; null where it is not. */
  changeOwn(id: string, owner: string | null, change: SweepChange): StoredSweep | null {
    return this.database.transaction(() => (this.get(id).owner === owner ? this.change(id, change) : null))
  }

  /** Makes `owner` the one that computes a sweep that nobody computes; null where somebody does. */
  claim(
    id: string,
    owner: string,
    { settings, computer }: { settings?: Partial<Settings>; computer: string },
  ): StoredSweep | null {
    return this.database.transaction(() => {
      const taken = this.database.run(
        `UPDATE sweeps SET state = 'running', message = NULL, finished_at = NULL, asked = NULL,
           settings = :settings, owner = :owner, computer = :computer WHERE id = :id AND state <> 'running'`,
        { id, owner, computer, settings: JSON.stringify({ ...this.get(id).settings, ...settings }) },
      )
      return taken > 0 ? this.get(id) : null
    })
  }

  /** One of them; null where there is none at that position. */
  member(id: string, position: number): StoredMember | null {
    const row = this.database.get<MemberRow>(
      `SELECT configuration, run_id, source, message FROM sweep_members
       WHERE sweep_id = :id AND position = :position`,
      { id, position },
    )
    return row ? memberOf(row) : null
  }

  setMember(id: string, position: number, { configuration, runId, source, message }: StoredMember): void {
    this.database.run(
      `UPDATE sweep_members SET configuration = :configuration, run_id = :runId, source = :source,
         message = :message WHERE sweep_id = :id AND position = :position`,
      { id, position, configuration, runId, source, message },
    )
  }

  /** Hides it until `restore`; gone for good once the lease `deletedBy` has ended. */
  delete(id: string, deletedBy: string): void {
    this.database.run('UPDATE sweeps SET deleted_by = :deletedBy WHERE id = :id', { id, deletedBy })
  }

  restore(id: string): StoredSweep {
    this.database.run('UPDATE sweeps SET deleted_by = NULL WHERE id = :id', { id })
    return this.get(id)
  }
}

/** Of a lease that has ended, in the transaction that ends it: what it swept is interrupted, what it deleted is gone. */
export function endSweepsOf(database: Database, owner: string | null): void {
  database.run(
    `UPDATE sweeps SET state = 'interrupted', message = :message, owner = NULL
     WHERE owner IS :owner AND state = 'running'`,
    { owner, message: ABANDONED },
  )
  database.run('DELETE FROM sweeps WHERE deleted_by = :owner', { owner })
}

const memberOf = ({ run_id: runId, ...rest }: MemberRow): StoredMember => ({ ...rest, runId })

const textSchema = z.string()

function toSweep(row: SweepRow, spec?: SweepSpec): StoredSweep {
  const what = `${row.name} (sweep ${row.number})`
  const json = (column: 'spec' | 'settings') => parsed(row[column], what, column)
  return {
    id: row.id,
    number: row.number,
    name: checked(textSchema, row.name, what, 'name'),
    state: checked(z.enum(SWEEP_STATES), row.state, what, 'state'),
    spec: spec ?? checked(sweepSpecSchema, json('spec'), what, 'spec'),
    settings: checked(settingsSchema.partial(), json('settings'), what, 'settings'),
    modelName: row.model_name,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    message: row.message,
    owner: row.owner,
    computer: row.computer,
    folder: row.folder,
    asked: SWEEP_ASKS.find((ask) => ask === row.asked) ?? null,
  }
}
