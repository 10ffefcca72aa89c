import type { BenchModel } from '../models'
import type { StartJob } from '../start-job'
import type { Line } from '../table'

/** A group of lines that can be measured alone. */
export type Part = (context: { start: StartJob; model: BenchModel; threads: number }) => Promise<Line[]>

/** How many processes measure a ratio: it varies by a tenth between them, with where in memory things are. */
export const PROCESSES = 5

/** The result of the middle value. */
export function middleOf<Result>(results: readonly Result[], valueOf: (result: Result) => number): Result {
  return results.toSorted((a, b) => valueOf(a) - valueOf(b))[Math.floor(results.length / 2)]
}

export async function times<Result>(count: number, run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let time = 0; time < count; time++) results.push(await run())
  return results
}

export const medianNote = (ratios: readonly number[]) =>
  `median of ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} x`
