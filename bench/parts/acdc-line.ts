import type { AcdcResult } from '../jobs/acdc-job'
import type { Line } from '../table'

/** Thresholds at which about 100, 300 and 1,000 edges survive (mid: about 30, 100 and 300). */
export const THRESHOLDS: Record<string, Record<'kl' | 'logit_diff', number[]>> = {
  small: { kl: [0.001, 0.00026, 0.000062], logit_diff: [0.035, 0.0205, 0.0103] },
  mid: { kl: [0.001, 0.0002, 0.00003], logit_diff: [0.02, 0.007, 0.002] },
}
export function acdcLine(what: string, result: AcdcResult): Line {
  const { testing, tests, free, kept, edges, peakBytes } = result
  const perTest = testing.cpuMs / tests
  return {
    what,
    wallMs: testing.wallMs,
    cpuMs: testing.cpuMs,
    ratio: `1/${Math.round(speedup(result))} of ${edges} masked forwards (${Math.round(result.maskedForward.cpuMs)} CPU ms each)`,
    peakBytes,
    note: `${kept} kept, ${tests} tests, ${free} free, ${perTest.toFixed(1)} CPU ms a test`,
  }
}

/** By CPU time, which other work on the machine disturbs least. */
export function speedup({ edges, maskedForward, testing }: AcdcResult): number {
  return (edges * maskedForward.cpuMs) / testing.cpuMs
}
