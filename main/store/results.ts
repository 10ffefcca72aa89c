import { deflateSync, inflateSync } from 'node:zlib'
import { PatchbayError } from '../../contract'
import type { MethodResult } from '../../contract'
import { decodeMessage, encodeMessage } from '../../contract/wire'
import type { Database } from './database'
import { resultWithSites } from './rename-places'
import { SpoiltError } from './spoilt'

/** 1: the text of `encodeMessage`, deflated. Unlike v8.serialize every Node and Electron can read it. */
const FORMAT = 1

/** What finished runs found, one blob a run. ACDC runs of older versions have none. */
export class ResultTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** Saves the result of a run, in place of an earlier one; in a transaction that checks the owner. */
  save(runId: string, result: MethodResult): void {
    this.database.run(
      `INSERT INTO results (run_id, format, data) VALUES (:runId, :format, :data)
       ON CONFLICT (run_id) DO UPDATE SET format = excluded.format, data = excluded.data`,
      { runId, format: FORMAT, data: deflateSync(encodeMessage(result)) },
    )
  }

  /** null while there is none. @throws PatchbayError (store) where a newer Patchbay wrote it, or it is damaged. */
  read(runId: string): MethodResult | null {
    const row = this.database.get<{ format: number; data: Uint8Array }>(
      'SELECT format, data FROM results WHERE run_id = :runId',
      { runId },
    )
    if (!row) return null
    if (row.format !== FORMAT) {
      throw new PatchbayError(
        'store',
        `The result of run ${runId} was written by a newer Patchbay: update Patchbay.`,
      )
    }
    try {
      const result = decodeMessage(inflateSync(row.data).toString('utf8'))
      // An earlier version that had the store open while it was brought up to date goes on saving in its own names.
      return resultWithSites(result) as MethodResult
    } catch {
      throw new SpoiltError(`The result of run ${runId}`, 'its data cannot be read')
    }
  }
}
