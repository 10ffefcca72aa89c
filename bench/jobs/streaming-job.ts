import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { metricSense } from '../../engine/metrics'
import type { AcdcResult } from '../../contract'
import type { MethodRun } from '../../engine/host'
import {
  journalOf,
  RECORDED_RUNS,
  recordedGraph,
  recordedOrder,
  replayRecorded,
} from '../../testing/recorded-runs'
import { RemainingTime } from '../../main/host/runs/time-left/remaining-time'
import { RunPump } from '../../main/host/runs/run-pump'
import { RunSession } from '../../main/host/runs/run-session'
import type { RunReport } from '../../main/host/process/worker-messages'
import { Store } from '../../main/store'
import { median, stopwatch, type Timing } from '../process-stats'

export interface StreamingJob {
  run: keyof typeof RECORDED_RUNS
}

export interface StreamingResult {
  /** How long the run took when it was recorded. */
  runMs: number
  edges: number
  /** The run's events, each when it was due, pulled by a loop that does nothing. */
  alone: Timing
  /** Pulled by the host's pump, every report copied as to another thread. */
  streamed: Timing
  /** The same, and each report saved in a store on disk and copied once more, as to a window. */
  journalled: Timing
  reports: number
}

const TURNS = 3

/**
 * What it costs to report and to journal a run of GPT-2 small's shape. Nothing is computed: the recorded run's events
 * come at the pace at which they did, so that the noise of the computing does not hide what is measured.
 */
export async function streamingJob({ run }: StreamingJob): Promise<StreamingResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'patchbay-bench-journal-'))
  const store = new Store(path.join(folder, 'runs.db'))
  let reports = 0
  const ways = {
    alone: async () => {
      for await (const event of paced(run)) void event
    },
    streamed: async () => {
      await pump(run, (report) => void structuredClone(report))
    },
    journalled: async () => {
      const session = newSession(store, run)
      reports = 0
      const take = (report: RunReport) => {
        reports++
        session.take(structuredClone(report))
      }
      session.finish(await pump(run, take), false)
    },
  }
  const timings: Record<keyof typeof ways, Timing[]> = { alone: [], streamed: [], journalled: [] }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const way of ['alone', 'streamed', 'journalled'] as const) {
      const stop = stopwatch()
      await ways[way]()
      timings[way].push(stop())
    }
  }
  store.close()
  rmSync(folder, { recursive: true })
  const runMs = replayRecorded(RECORDED_RUNS[run]).reduce((sum, { ms }) => sum + ms, 0)
  const of = (way: keyof typeof ways) => medianOf(timings[way])
  return {
    ...{ runMs, edges: recordedGraph.edgeCount, reports },
    ...{ alone: of('alone'), streamed: of('streamed'), journalled: of('journalled') },
  }
}

/** The recorded run at its own pace. */
async function* paced(run: keyof typeof RECORDED_RUNS): MethodRun {
  const start = performance.now()
  let dueMs = 0
  for (const { event, ms } of replayRecorded(RECORDED_RUNS[run])) {
    dueMs += ms
    const waitMs = start + dueMs - performance.now()
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs))
    yield event
  }
  const circuit = { edges: new Int32Array(), measurement: NOTHING, faithfulness: null }
  return { result: { kind: 'circuit', ...circuit }, testsRun: 0, metricFinal: 0, circuit }
}

const NOTHING = { mean: {}, perPrompt: {} } as unknown as AcdcResult['measurement']

function pump(run: keyof typeof RECORDED_RUNS, take: (report: RunReport) => void) {
  const none = { edge: new Int32Array(), effect: new Float64Array() }
  const remaining = new RemainingTime(recordedGraph, recordedOrder, journalOf([]), none)
  return new RunPump(paced(run), 0, take, remaining).run()
}

const medianOf = (timings: readonly Timing[]): Timing => ({
  wallMs: median(timings.map(({ wallMs }) => wallMs)),
  cpuMs: median(timings.map(({ cpuMs }) => cpuMs)),
})

function newSession(store: Store, metric: keyof typeof RECORDED_RUNS): RunSession {
  const { id } = store.runs.insert({
    state: 'running',
    method: 'acdc',
    model: 'bench',
    modelName: 'bench',
    promptsName: 'bench',
    promptCount: 16,
    metric,
    metricSense: metricSense(metric),
    threshold: 0.035,
    order: 'reference',
    absolute: false,
    direction: 'noising',
    edgesTotal: recordedGraph.edgeCount,
    dModel: 768,
    shape: recordedGraph.shape,
    config: null,
    provenance: null,
    owner: null,
  })
  return new RunSession(store, store.runs.get(id), (event) => void structuredClone(event))
}
