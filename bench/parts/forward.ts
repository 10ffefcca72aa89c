import type { ForwardResult } from '../jobs/forward-job'
import type { Timing } from '../process-stats'
import type { Line } from '../table'
import { medianNote, middleOf, PROCESSES, times, type Part } from './part'

export const forward: Part = async ({ start, model, threads }) => {
  const runs = await times(PROCESSES, () => start('forward', { model, threads }))
  const line = (what: string, goal: number | null, timingOf: (result: ForwardResult) => Timing): Line => {
    const ratioOf = (result: ForwardResult) => timingOf(result).cpuMs / result.products.cpuMs
    const result = middleOf(runs, ratioOf)
    const ratio = ratioOf(result)
    return {
      what: `${what} ${model.name}`,
      ...timingOf(result),
      ratio: `${ratio.toFixed(2)} x its matrix products`,
      goal: goal === null ? undefined : { met: ratio <= goal, text: `<= ${goal} x` },
      peakBytes: result.peakBytes,
      note: medianNote(runs.map(ratioOf)),
    }
  }
  return [
    line('forward', 1.3, ({ forward }) => forward),
    line('forward writing every sender', null, ({ capturing }) => capturing),
  ]
}
