import type { SweepDetail } from '../../../contract'
import type { RunOrigin } from '../../store'
import type { SweepRecord } from './sweep-record'

/** A sweep with its numbers, and what its runs were computed from, by their ids. */
export interface ExportedSweep {
  record: SweepRecord
  detail: SweepDetail
  origins: Map<string, RunOrigin>
  /** How stable their circuits are, in a clause; runs of which nobody measured it are not in it. */
  stabilities: ReadonlyMap<string, string>
}
