import type { AcdcResult } from '../jobs/acdc-job'
import { SMALL } from '../models'
import { acdcLine, speedup, THRESHOLDS } from './acdc-line'
import { middleOf, times, type Part } from './part'

/** Wall-clock goals of the small model by metric and position in THRESHOLDS. */
const GOALS_S: Record<'kl' | 'logit_diff', (number | null)[]> = {
  kl: [60, null, 900],
  logit_diff: [25, null, 900],
}

/** How often a run is measured, by position in THRESHOLDS: those of 300 and 1,000 edges take minutes each. */
const TIMES = [3, 1, 1]

/** One ACDC run at one of the THRESHOLDS, by its position. */
export const acdcOf =
  (metric: 'kl' | 'logit_diff', which: number): Part =>
  async ({ start, model, threads }) => {
    const threshold = THRESHOLDS[model.name][metric][which]
    const run = () => start('acdc', { model, metric, threshold, threads })
    const runs = await times(TIMES[which], run)
    const result = middleOf(runs, ({ testing }) => testing.wallMs)
    const goalS = model === SMALL ? GOALS_S[metric][which] : null
    const line = acdcLine(`ACDC ${model.name} ${metric} ${threshold}`, result)
    if (runs.length > 1) line.note += `; median of ${runs.map(wallSeconds).join(', ')} s`
    if (goalS !== null) {
      line.goal = { met: result.testing.wallMs <= goalS * 1000, text: `wall <= ${goalS} s` }
      if (which === 0) {
        line.goal.met &&= speedup(result) >= 300
        line.goal.text += ', >= 300 x'
      }
    }
    return [line]
  }

const wallSeconds = ({ testing }: AcdcResult) => (testing.wallMs / 1000).toFixed(1)
