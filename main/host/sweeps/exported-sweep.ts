import type { SweepDetail } from '../../../contract'
import type { RunOrigin } from '../../store'
import type { SweepRecord } from './sweep-record'

/** A sweep with its numbers, and what its runs were computed from, by their ids. */
export interface ExportedSweep {
  record: SweepRecord
  detail: SweepDetail
  origins: Map<string, RunOrigin>
}
