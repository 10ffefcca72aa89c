import type { ResultOf } from '../../../contract'
import type { Store } from '../../store'
import { fileNameOf } from '../files/file-name'
import { stabilityTexts } from '../stability/stability-texts'
import { sweepDetail } from './sweep-detail'
import { sweepFile } from './sweep-file'
import type { SweepRecord } from './sweep-record'
import { sweepTable } from './sweep-table'

/** A table with a row for each circuit, or all that is known: what was asked, each run by what determines it, the numbers. */
export function exportSweep(
  record: SweepRecord,
  store: Store,
  format: 'json' | 'csv',
): ResultOf<'sweeps.export'> {
  const detail = sweepDetail(record, store)
  const runs = detail.members.flatMap(({ run }) => run?.id ?? [])
  const exported = {
    ...{ record, detail },
    ...{ origins: store.runs.originsOf(runs), stabilities: stabilityTexts(store) },
  }
  const text = format === 'csv' ? sweepTable(exported) : JSON.stringify(sweepFile(exported), null, 1)
  return { fileName: `${fileNameOf(detail.summary.name)}.${format}`, text: `${text}\n` }
}
