import type { PauseResult } from '../jobs/pause-job'
import { SMALL } from '../models'
import { median } from '../process-stats'
import type { Line } from '../table'
import { THRESHOLDS } from './acdc-line'
import type { Part } from './part'

/** How long a pause waits for the engine, at random moments of a run in the engine's own thread. */
export const pause: Part = async ({ start, model, threads }) => {
  const isSmall = model === SMALL
  const lines: Line[] = []
  for (const metric of ['logit_diff', 'kl'] as const) {
    const threshold = THRESHOLDS[model.name][metric][isSmall ? 0 : 2]
    const job = { model, metric, threshold, threads }
    const spanMs = isSmall ? 40_000 : 2_000
    lines.push(pauseLine(`${model.name} ${metric}`, await start('pause', { ...job, pauses: 10, spanMs })))
    if (!isSmall) continue
    for (const fromLayer of [6, 2]) {
      const deep = await start('pause', { ...job, pauses: 10, spanMs: 8_000, fromLayer })
      lines.push(pauseLine(`${model.name} ${metric}, gone on at layer ${fromLayer}`, deep))
    }
  }
  return lines
}

function pauseLine(what: string, { waitsMs, at }: PauseResult): Line {
  const longest = Math.max(...waitsMs)
  const where = at[waitsMs.indexOf(longest)]
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`
  return {
    what: `pause, ${what}`,
    ratio: `median ${(median(waitsMs) / 1000).toFixed(3)} s, longest ${(longest / 1000).toFixed(3)} s of ${waitsMs.length}`,
    goal: { met: longest <= 500, text: '<= 0.5 s' },
    note: `longest while ${where.stage}; asked with ${percent(at[0].decided)} to ${percent(at.at(-1)!.decided)} decided`,
  }
}
