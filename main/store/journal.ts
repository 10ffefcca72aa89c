import { PatchbayError } from '../../contract'
import type { DecisionColumns, EffectColumns } from '../../contract'
import { fromBlob, joinDecisions, joinEffects, toBlob } from './columns'
import type { Database } from './database'
import type { RunTable } from './runs'

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
export interface JournalPlace {
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
    { runId, owner, seqBefore }: JournalPlace,
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

  /** Everything saved of a run, and the `seq` of its last batch (0 before the first). */
  read(runId: string): JournalBatch & { seq: number } {
    const rows = this.database.all<JournalRow>('SELECT * FROM journal WHERE run_id = :runId ORDER BY seq', {
      runId,
    })
    return {
      decisions: joinDecisions(rows.map(decisionsOf)),
      effects: joinEffects(rows.map(effectsOf)),
      seq: rows.at(-1)?.seq ?? 0,
    }
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
