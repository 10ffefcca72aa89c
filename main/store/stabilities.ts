import { z } from 'zod'
import type { KeptCounts, RunStability, Stability, StabilityDetail } from '../../contract'
import type { Database } from './database'
import { checked, parsed } from './spoilt'

/** What was measured over the circuits of one question, and the runs that found them. */
export interface MeasuredStability {
  detail: StabilityDetail
  runIds: string[]
}

type StabilityText = Pick<SweptRow, 'sweep_id' | 'stability'>

interface StabilityRow extends StabilityText {
  run_id: string
}

interface SweptRow {
  sweep_id: string
  stability: string
  counts: string
}

/** How alike circuits are, measured over sweeps; it stays when a sweep is deleted, as its runs do. */
export class StabilityTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** In place of what was measured over the sweep before. */
  save(sweepId: string, measured: readonly MeasuredStability[]): void {
    this.database.transaction(() => {
      for (const table of ['stabilities', 'stability_runs'])
        this.database.run(`DELETE FROM ${table} WHERE sweep_id = :sweepId`, { sweepId })
      for (const one of measured) this.insert(sweepId, one)
    })
  }

  private insert(sweepId: string, { detail, runIds }: MeasuredStability): void {
    const { kept, ...stability } = detail
    const question = JSON.stringify(stability.fixed)
    this.database.run(
      `INSERT INTO stabilities (sweep_id, question, measured_at, stability, counts)
       VALUES (:sweepId, :question, :measuredAt, :stability, :counts)`,
      {
        ...{ sweepId, question, measuredAt: stability.measuredAt },
        stability: JSON.stringify(stability),
        counts: JSON.stringify(kept),
      },
    )
    for (const runId of new Set(runIds))
      this.database.run(
        'INSERT INTO stability_runs (run_id, sweep_id, question) VALUES (:runId, :sweepId, :question)',
        { runId, sweepId, question },
      )
  }

  /** Ids of the runs of a sweep whose circuits were compared. */
  runsOf(sweepId: string): Set<string> {
    const rows = this.database.all<{ run_id: string }>(
      'SELECT run_id FROM stability_runs WHERE sweep_id = :sweepId',
      { sweepId },
    )
    return new Set(rows.map(({ run_id }) => run_id))
  }

  /** Of the sweep that measured this run's circuit last; smaller circuits first. */
  ofRun(runId: string): StabilityDetail[] {
    const rows = this.database.all<StabilityRow & SweptRow>(
      `SELECT run_id, sweep_id, stability, counts FROM stability_runs JOIN stabilities USING (sweep_id, question)
       WHERE run_id = :runId ORDER BY stabilities.rowid DESC`,
      { runId },
    )
    return newest(rows).map(toDetail)
  }

  /** Of each question of a sweep, in the order of its circuits. */
  ofSweep(sweepId: string): StabilityDetail[] {
    return this.database
      .all<SweptRow>(
        'SELECT sweep_id, stability, counts FROM stabilities WHERE sweep_id = :sweepId ORDER BY rowid',
        { sweepId },
      )
      .map(toDetail)
  }

  /** Of every run that has one, as `ofRun`. */
  list(): RunStability[] {
    const rows = this.database.all<StabilityRow>(
      `SELECT run_id, sweep_id, stability FROM stability_runs JOIN stabilities USING (sweep_id, question)
       ORDER BY stabilities.rowid DESC`,
    )
    const byRun = Map.groupBy(rows, ({ run_id }) => run_id)
    const known = new Map<string, Stability>()
    const read = (row: StabilityRow) => {
      const stability = known.get(row.stability) ?? toStability(row)
      known.set(row.stability, stability)
      return stability
    }
    return [...byRun].map(([runId, ofRun]) => ({ runId, stabilities: newest(ofRun).map(read) }))
  }
}

function newest<Row extends StabilityRow>(rows: readonly Row[]): Row[] {
  const size = (row: Row) => toStability(row).fixed.edges ?? 0
  const ofSweep = rows.filter(({ sweep_id }) => sweep_id === rows[0].sweep_id)
  return ofSweep.length < 2 ? ofSweep : ofSweep.toSorted((a, b) => size(a) - size(b))
}

const countsSchema = z.object({
  edges: z.array(z.number()),
  edgeCounts: z.array(z.number()),
  nodes: z.record(z.string(), z.number()),
}) satisfies z.ZodType<KeptCounts>

/** Written by us alone; what everything else needs of it is looked at. */
const stabilitySchema = z
  .looseObject({ fixed: z.record(z.string(), z.unknown()), axes: z.array(z.unknown()), circuits: z.number() })
  .transform((stability) => stability as unknown as Stability)

const whatOf = ({ sweep_id }: StabilityText) => `The stability measured over sweep ${sweep_id}`

function toDetail(row: SweptRow): StabilityDetail {
  return {
    ...toStability(row),
    kept: checked(countsSchema, parsed(row.counts, whatOf(row), 'counts'), whatOf(row), 'counts'),
  }
}

function toStability(row: StabilityText): Stability {
  return checked(stabilitySchema, parsed(row.stability, whatOf(row), 'stability'), whatOf(row), 'stability')
}
