import {
  PatchbayError,
  pictureChoicesSchema,
  type CircuitMatrix,
  type ExportedFile,
  type PictureChoices,
  type RunComparison,
} from '../../../contract'
import { reportPage, type ReportedRun } from '../../../pictures'
import type { Store } from '../../store'
import { PATCHBAY_VERSION } from '../../version'
import { compareMany } from '../runs/compare/compare-many'
import { compareRuns } from '../runs/compare/compare-runs'
import { fileNameOf } from './file-name'

/** A report of a run, or of several beside each other, as one HTML page. */
export function reportOfRuns(
  runs: readonly ReportedRun[],
  store: Store,
  choices: PictureChoices = pictureChoicesSchema.parse({}),
): ExportedFile {
  const [{ run: first }, ...others] = runs
  const name = others.length === 0 ? first.summary.name : `${first.summary.name} and ${others.length} more`
  const content = { runs, ...compared(runs, store), patchbayVersion: PATCHBAY_VERSION, writtenAt: new Date() }
  return { fileName: `${fileNameOf(name)}-report.html`, text: reportPage(content, choices) }
}

interface Compared {
  comparison: RunComparison | null
  matrix: CircuitMatrix | null
  notCompared: string | null
}

/** Runs of other graphs stay in one report, which says why they are not compared. */
function compared(runs: readonly ReportedRun[], store: Store): Compared {
  const nothing = { comparison: null, matrix: null, notCompared: null }
  const asked = runs.map(({ run }) => ({ run }))
  try {
    if (runs.length < 2) return nothing
    if (runs.length === 2) return { ...nothing, comparison: compareRuns(asked[0], asked[1], store) }
    return { ...nothing, matrix: compareMany(asked, store) }
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'bad-input')
      return { ...nothing, notCompared: error.message }
    throw error
  }
}
