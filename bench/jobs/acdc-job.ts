import { createHash } from 'node:crypto'
import type { MetricName } from '../../contract'
import { maskedForward } from '../masked-forward'
import { peakBytes, stopwatch, type Timing } from '../process-stats'
import { loadWorkload, type WorkloadSize } from '../workload'
import { acdcOnPairs, type AcdcOnPairsOptions } from '../../testing/acdc-on-pairs'
import { MaskedEvaluator } from '../../engine/evaluators'

export interface AcdcJob extends WorkloadSize {
  metric: MetricName
  threshold: number
  /** Run every test as a whole masked forward pass: the oracle. */
  plain?: boolean
  /** The most cuts tried at once; without it, as many as pay off. */
  maxBatch?: number
}

export interface AcdcResult {
  edges: number
  kept: number
  tests: number
  free: number
  /** From the first test to the circuit's own measurement. */
  testing: Timing
  /** One masked forward pass over all prompts, in the same process. */
  maskedForward: Timing
  peakBytes: number | null
  /** Of the kept edges: equal circuits have equal ones. */
  circuitHash: string
}

export async function acdcJob({ metric, threshold, plain, maxBatch, ...size }: AcdcJob): Promise<AcdcResult> {
  const workload = await loadWorkload(size)
  const options: AcdcOnPairsOptions = {
    ...workload,
    maxBatch,
    config: { metric, threshold, order: 'reference', absolute: false },
    createEvaluator: plain ? MaskedEvaluator.create : undefined,
  }
  let [tests, free] = [0, 0]
  const kept: number[] = []
  let stop: (() => Timing) | null = null
  for await (const event of acdcOnPairs(options)) {
    if (event.type === 'baseline') stop = stopwatch()
    if (event.type !== 'decision') continue
    if (event.delta === null) free++
    else tests++
    if (event.kept) kept.push(event.edge)
    if (process.env.BENCH_VERBOSE && (tests + free) % 1000 === 0) {
      const { wallMs, cpuMs } = stop!()
      console.error(
        `${tests} tests, ${free} free, ${kept.length} kept, ${Math.round(wallMs)} ms, CPU ${Math.round(cpuMs)} ms`,
      )
    }
  }
  const testing = stop!()
  const peak = peakBytes()
  return {
    edges: tests + free,
    kept: kept.length,
    tests,
    free,
    testing,
    maskedForward: await maskedForward(workload, metric),
    peakBytes: peak,
    circuitHash: createHash('sha256')
      .update(Int32Array.from(kept.toSorted((a, b) => a - b)))
      .digest('hex'),
  }
}
