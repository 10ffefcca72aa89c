import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { acdcOnPairs, graphOf, type AcdcEvent } from '../../engine/patching'
import { RunPump } from '../../main/host/run-pump'
import { RunSession } from '../../main/host/run-session'
import type { RunReport } from '../../main/host/worker-messages'
import { Store } from '../../main/store'
import { median, stopwatch, type Timing } from '../process-stats'
import { loadWorkload, type Workload, type WorkloadSize } from '../workload'

export interface StreamingJob extends WorkloadSize {
  threshold: number
}

/** What a way costs over the run alone: of all turns the median, and the quartiles on both sides of it. */
export interface Cost {
  cpu: number
  quartiles: [number, number]
}

export interface StreamingResult {
  /** The run's events pulled by a loop that does nothing. */
  alone: Timing
  /** Pulled by the host's pump, every report copied as to another thread. */
  streamed: Cost
  /** The same, and each report saved in a store on disk and copied once more, as to a window. */
  journalled: Cost
  reports: number
}

const TURNS = 15

export async function streamingJob({ threshold, ...size }: StreamingJob): Promise<StreamingResult> {
  const workload = await loadWorkload(size)
  const config = { metric: 'logit_diff', threshold, order: 'reference', absolute: false } as const
  const events = (): AsyncGenerator<AcdcEvent> => acdcOnPairs({ ...workload, config })
  const folder = mkdtempSync(path.join(os.tmpdir(), 'patchbay-bench-journal-'))
  const store = new Store(path.join(folder, 'runs.db'))
  let reports = 0
  const ways = {
    alone: async () => {
      for await (const event of events()) void event
    },
    streamed: async () => {
      await new RunPump(events(), 0, (report) => void structuredClone(report)).run()
    },
    journalled: async () => {
      const session = newSession(store, workload, threshold)
      reports = 0
      const take = (report: RunReport) => {
        reports++
        session.take(structuredClone(report))
      }
      session.finish(await new RunPump(events(), 0, take).run(), false)
    },
  }
  const timings: Record<keyof typeof ways, Timing[]> = { alone: [], streamed: [], journalled: [] }
  await ways.alone()
  // In turns, so that what else the machine does falls on all.
  for (let turn = 0; turn < TURNS; turn++) {
    for (const way of ['alone', 'streamed', 'journalled'] as const) {
      const stop = stopwatch()
      await ways[way]()
      timings[way].push(stop())
    }
  }
  store.close()
  rmSync(folder, { recursive: true })
  const costOf = (way: keyof typeof ways) => costs(timings[way], timings.alone)
  return {
    alone: {
      wallMs: median(timings.alone.map(({ wallMs }) => wallMs)),
      cpuMs: median(timings.alone.map(({ cpuMs }) => cpuMs)),
    },
    streamed: costOf('streamed'),
    journalled: costOf('journalled'),
    reports,
  }
}

/** By turn, so that a slow stretch of the machine falls on both sides of a difference. */
function costs(of: readonly Timing[], alone: readonly Timing[]): Cost {
  const sorted = of.map(({ cpuMs }, turn) => cpuMs / alone[turn].cpuMs - 1).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]
  return { cpu: median(sorted), quartiles: [at(0.25), at(0.75)] }
}

function newSession(store: Store, { architecture, pairs }: Workload, threshold: number): RunSession {
  const graph = graphOf(architecture)
  const { id } = store.runs.insert({
    state: 'running',
    method: 'acdc',
    model: 'bench',
    modelName: 'bench',
    promptsName: 'bench',
    promptCount: pairs.length,
    metric: 'logit_diff',
    metricSense: -1,
    threshold,
    order: 'reference',
    absolute: false,
    direction: 'noising',
    edgesTotal: graph.edgeCount,
    dModel: architecture.dModel,
    shape: graph.shape,
    config: null,
    provenance: null,
    owner: null,
  })
  return new RunSession(store, store.runs.get(id), (event) => void structuredClone(event))
}
