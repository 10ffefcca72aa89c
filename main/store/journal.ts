import { DECISION_REASONS, PatchbayError } from '../../contract'
import type { DecisionColumns, EffectColumns } from '../../contract'
import { fromBlob, joinDecisions, joinEffects, toBlob } from './columns'
import type { Database } from './database'
import { nameOf } from './run-row'
import type { RunTable } from './runs'
import { SpoiltError } from './spoilt'

/** Some decisions and effects that were reported together. */
export interface JournalBatch {
  decisions: DecisionColumns
  effects: EffectColumns
}

/** What a batch changes in its run's row, written in the same transaction. */
export interface RunCounts {
  edgesDecided: number
  edgesKept: number
  testsRun: number
  borderline: number
  elapsedMs: number
}

/** Where a batch belongs. */
export interface NextBatch {
  runId: string
  /** The lease that computes the run; null for what was not computed. */
  owner: string | null
  seqBefore: number
}

interface JournalRow {
  seq: number
  first_step: number
  edge: Uint8Array
  metric: Uint8Array
  delta: Uint8Array
  kept: Uint8Array
  reason: Uint8Array
  effect_edge: Uint8Array
  effect: Uint8Array
}

interface JournalledRun {
  name: string
  number: number
  edges_total: number
  edges_decided: number
}

/** The decisions of every run, in the order in which they were made. */
export class JournalTable {
  private readonly database: Database
  private readonly runs: RunTable

  constructor(database: Database, runs: RunTable) {
    this.database = database
    this.runs = runs
  }

  /**
   * Saves a batch and the run's counts together; returns the batch's `seq` (from 1, no gaps). `seqBefore` is that of
   * the batch before it as the writer knows it (0: none).
   * @throws NotOwnerError where the run is another's; PatchbayError (internal) where the batch is not the next one.
   * Then nothing is written.
   */
  append(
    { runId, owner, seqBefore }: NextBatch,
    { decisions, effects }: JournalBatch,
    counts: RunCounts,
  ): number {
    return this.database.transaction(() => {
      this.runs.requireOwner(runId, owner)
      this.requireNext(runId, seqBefore, decisions, counts)
      const seq = seqBefore + 1
      this.database.run(
        `INSERT INTO journal (run_id, seq, first_step, edge, metric, delta, kept, reason, effect_edge, effect)
         VALUES (:runId, :seq, :firstStep, :edge, :metric, :delta, :kept, :reason, :effectEdge, :effect)`,
        {
          runId,
          seq,
          firstStep: decisions.firstStep,
          edge: toBlob(decisions.edge),
          metric: toBlob(decisions.metric),
          delta: toBlob(decisions.delta),
          kept: toBlob(decisions.kept),
          reason: toBlob(decisions.reason),
          effectEdge: toBlob(effects.edge),
          effect: toBlob(effects.effect),
        },
      )
      this.database.run(
        `UPDATE runs SET edges_decided = :edgesDecided, edges_kept = :edgesKept, tests_run = :testsRun,
           borderline = :borderline, elapsed_ms = :elapsedMs WHERE id = :runId`,
        { ...counts, runId },
      )
      return seq
    })
  }

  /**
   * Everything saved of a run, and the `seq` of its last batch (0 before the first).
   * @throws SpoiltError where it is not whole.
   */
  read(runId: string): JournalBatch & { seq: number } {
    // One statement, so that no batch of another program comes between the counts and the batches.
    const found = this.database.all<JournalledRun & (JournalRow | { seq: null })>(
      `SELECT name, number, edges_total, edges_decided, journal.* FROM runs
         LEFT JOIN journal ON run_id = id WHERE id = :runId ORDER BY seq`,
      { runId },
    )
    const rows = found.filter((row) => row.seq !== null)
    const why = found.length > 0 && whyNotWhole(rows, found[0])
    if (why) throw new SpoiltError(nameOf(found[0]), why)
    return {
      decisions: joinDecisions(rows.map(decisionsOf)),
      effects: joinEffects(rows.map(effectsOf)),
      seq: rows.at(-1)?.seq ?? 0,
    }
  }

  /** The batches of a run after one, each as it was saved. */
  after(runId: string, seq: number): (JournalBatch & { seq: number })[] {
    return this.database
      .all<JournalRow>('SELECT * FROM journal WHERE run_id = :runId AND seq > :seq ORDER BY seq', {
        runId,
        seq,
      })
      .map((row) => ({ seq: row.seq, decisions: decisionsOf(row), effects: effectsOf(row) }))
  }

  /** No batch and no step is written twice, and none is left out. */
  private requireNext(
    runId: string,
    seqBefore: number,
    { firstStep, edge }: DecisionColumns,
    counts: RunCounts,
  ): void {
    const last = this.database.get<{ seq: number; decided: number }>(
      `SELECT (SELECT ifnull(max(seq), 0) FROM journal WHERE run_id = :runId) AS seq,
         edges_decided AS decided FROM runs WHERE id = :runId`,
      { runId },
    )
    const isNext =
      last?.seq === seqBefore && last.decided === firstStep && counts.edgesDecided === firstStep + edge.length
    if (isNext) return
    throw new PatchbayError(
      'internal',
      `The journal of run ${runId} ends with batch ${last?.seq} and ${last?.decided} decisions; one after batch ${seqBefore} that begins with decision ${firstStep} does not follow.`,
    )
  }
}

function decisionsOf(row: JournalRow): DecisionColumns {
  return {
    firstStep: row.first_step,
    edge: fromBlob(Int32Array, row.edge),
    metric: fromBlob(Float64Array, row.metric),
    delta: fromBlob(Float64Array, row.delta),
    kept: fromBlob(Uint8Array, row.kept),
    reason: fromBlob(Uint8Array, row.reason),
  }
}

function effectsOf(row: JournalRow): EffectColumns {
  return { edge: fromBlob(Int32Array, row.effect_edge), effect: fromBlob(Float64Array, row.effect) }
}

/** Why these are not all batches of the run as they were written; null where they are. */
function whyNotWhole(rows: JournalRow[], { edges_total, edges_decided }: JournalledRun): string | null {
  let decided = 0
  for (const [at, row] of rows.entries()) {
    if (row.seq !== at + 1 || row.first_step !== decided) return `batch ${at + 1} of its journal is missing`
    if (!isWhole(row, edges_total)) return `batch ${row.seq} of its journal is not as it was written`
    decided += row.kept.length
  }
  return decided === edges_decided ? null : `its journal has ${decided} of ${edges_decided} decisions`
}

function isWhole(row: JournalRow, edgesTotal: number): boolean {
  const [decided, effects] = [row.edge.length / 4, row.effect_edge.length / 4]
  const fits =
    [row.metric, row.delta].every(({ length }) => length === 8 * decided) &&
    [row.kept, row.reason].every(({ length }) => length === decided) &&
    row.effect.length === 8 * effects
  if (!fits) return false
  const edges = [row.edge, row.effect_edge].flatMap((blob) => [...fromBlob(Int32Array, blob)])
  return (
    edges.every((edge) => edge >= 0 && edge < edgesTotal) &&
    row.kept.every((kept) => kept <= 1) &&
    row.reason.every((reason) => reason < DECISION_REASONS.length)
  )
}
