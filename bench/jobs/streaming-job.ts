import { acdcOnPairs, type AcdcEvent } from '../../engine/patching'
import { RunPump } from '../../main/host/run-pump'
import type { RunReport } from '../../main/host/worker-messages'
import { median, stopwatch, type Timing } from '../process-stats'
import { loadWorkload, type WorkloadSize } from '../workload'

export interface StreamingJob extends WorkloadSize {
  threshold: number
}

export interface StreamingResult {
  /** The run's events pulled by a loop that does nothing. */
  alone: Timing
  /** Pulled by the host's pump, every report copied as to another thread. */
  streamed: Timing
  reports: number
}

const TIMES = 5

export async function streamingJob({ threshold, ...size }: StreamingJob): Promise<StreamingResult> {
  const workload = await loadWorkload(size)
  const config = { metric: 'logit_diff', threshold, order: 'reference', absolute: false } as const
  const events = (): AsyncGenerator<AcdcEvent> => acdcOnPairs({ ...workload, config })
  let reports = 0
  const ways = {
    alone: async () => {
      for await (const event of events()) void event
    },
    streamed: async () => {
      const report = (sent: RunReport) => {
        structuredClone(sent)
        reports++
      }
      await new RunPump(events(), 0, report).run()
    },
  }
  const timings: Record<keyof typeof ways, Timing[]> = { alone: [], streamed: [] }
  await ways.alone()
  // In turns, so that what else the machine does falls on both.
  for (let i = 0; i < TIMES; i++) {
    for (const way of ['alone', 'streamed'] as const) {
      const stop = stopwatch()
      await ways[way]()
      timings[way].push(stop())
    }
  }
  const middle = (all: Timing[]): Timing => ({
    wallMs: median(all.map(({ wallMs }) => wallMs)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
  })
  return { alone: middle(timings.alone), streamed: middle(timings.streamed), reports: reports / TIMES }
}
