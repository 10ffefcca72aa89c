import type { ScreeningJob, ScreeningResult } from '../jobs/screening-job'
import type { Line } from '../table'
import { medianNote, middleOf, PROCESSES, times, type Part } from './part'

const MAX_PEAK_BYTES = 2.0e9

/** Estimates from gradients, against the passes that they cannot do without. */
export const screeningOf =
  (method: ScreeningJob['method'], goal: number | null): Part =>
  async ({ start, model, threads }) => {
    const ratioOf = (result: ScreeningResult) => result.method.cpuMs / result.floor.cpuMs
    const runs = await times(PROCESSES, () => start('screening', { model, method, threads }))
    const result = middleOf(runs, ratioOf)
    return [
      {
        what: `${method} ${model.name}`,
        ...result.method,
        ratio: `${ratioOf(result).toFixed(2)} x (2 forwards + 1 backward)`,
        goal: goal === null ? undefined : screeningGoal(ratioOf(result), goal, result.peakBytes),
        peakBytes: result.peakBytes,
        note: medianNote(runs.map(ratioOf)),
      },
    ]
  }

function screeningGoal(ratio: number, goal: number, peakBytes: number | null): Line['goal'] {
  return { met: ratio <= goal && (peakBytes ?? 0) < MAX_PEAK_BYTES, text: `<= ${goal} x, < 2.0 GB` }
}
