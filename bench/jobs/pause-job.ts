import path from 'node:path'
import type { AcdcConfig, DecisionColumns } from '../../contract'
import { buildGraph, openModel } from '../../engine/host'
import { journalOf, RECORDED_RUNS, recordedGraph, replayRecorded } from '../../testing/recorded-runs'
import { EngineLink } from '../../main/host/process/engine-link'
import type { RunJob } from '../../main/host/process/worker-messages'
import { modelFolder, type BenchModel } from '../models'
import { promptPairs } from '../prompts'
import { uniforms } from '../../testing/random-numbers'

export interface PauseJob {
  model: BenchModel
  metric: keyof typeof RECORDED_RUNS
  threshold: number
  threads: number
  /** How often a pause is asked for, and over how much of the run's time. */
  pauses: number
  spanMs: number
  /** Go on from the recorded run of the small model, decided down to this layer; without it from the beginning. */
  fromLayer?: number
}

export interface PauseResult {
  /** From asking for a pause to its having taken effect, in the order of asking. */
  waitsMs: number[]
  /** The stage and the share of edges decided at each. */
  at: { stage: string; decided: number }[]
}

const SEED = 11

/** Pauses a run in the engine's thread, as the host does it, at random moments; each pause is resumed at once. */
export async function pauseJob(settings: PauseJob): Promise<PauseResult> {
  const { pauses, spanMs } = settings
  const link = new EngineLink(path.join(import.meta.dirname, 'engine-worker.mjs'))
  const job = await jobOf(settings)
  const isResumed = settings.fromLayer !== undefined
  const now = { stage: '', decided: job.journal.edge.length }
  let isOver = false
  let started: () => void = () => {}
  const begun = new Promise<void>((resolve) => (started = resolve))
  const ended = link.run(job, ({ stage, decisions }) => {
    now.stage = stage
    now.decided += decisions.edge.length
    // One that goes on begins with its cuts, made again.
    if (stage === 'testing edges' || !isResumed) started()
  })
  void ended.then(() => (isOver = true))
  await begun
  const uniform = uniforms(SEED)
  const moments = Array.from({ length: pauses }, () => uniform() * spanMs).sort((a, b) => a - b)
  const total = edgesOf(settings.model)
  const result: PauseResult = { waitsMs: [], at: [] }
  let computedMs = 0
  for (const moment of moments) {
    await new Promise((resolve) => setTimeout(resolve, moment - computedMs))
    computedMs = moment
    if (isOver) break
    const { stage } = now
    const asked = performance.now()
    await link.control('pause')
    result.waitsMs.push(performance.now() - asked)
    result.at.push({ stage, decided: now.decided / total })
    await link.control('resume')
  }
  await link.control('stop')
  const end = await ended
  if (end.kind === 'failed') throw new Error(end.error.message)
  return result
}

const shapeOf = ({ layers, heads }: BenchModel) => ({ layers, heads, mlps: true, parallel: false })
const edgesOf = (model: BenchModel) => buildGraph(shapeOf(model)).edgeCount

async function jobOf({ model, metric, threshold, threads, fromLayer }: PauseJob): Promise<RunJob> {
  const modelPath = modelFolder(model)
  const { info } = await openModel(modelPath)
  const rows = promptPairs({ prompts: 16, tokens: 16, vocabSize: model.vocabSize }).map((pair) => ({
    ...pair,
    clean: [...pair.clean],
    corrupt: [...pair.corrupt],
  }))
  const config: AcdcConfig = {
    method: 'acdc',
    model: modelPath,
    prompts: { name: 'bench', bos: 'no', rows },
    metric,
    threshold,
    order: 'reference',
    absolute: false,
  }
  const journal = fromLayer === undefined ? journalOf([]) : journalTo(metric, fromLayer)
  // Effects of the kept edges count as known: the run goes on with its tests.
  const edge = journal.edge.filter((_, step) => journal.kept[step] === 1)
  return {
    runId: 'bench',
    modelPath,
    stamp: info.stamp,
    begunWith: { modelHash: '' }, // not asked for where the files have their stamp
    config,
    shape: info.shape,
    settings: { threads, batch: 16, device: 'cpu' },
    inputs: {},
    journal,
    effects: { edge, effect: new Float64Array(edge.length) },
    certify: false,
  }
}

/** The decisions of the recorded run (fixtures) down to a layer: deep in a run without the way there. */
function journalTo(metric: keyof typeof RECORDED_RUNS, layer: number): DecisionColumns {
  const { receivers, edgeReceiver } = recordedGraph
  const events = replayRecorded(RECORDED_RUNS[metric]).map(({ event }) => event)
  return journalOf(events.filter(({ edge }) => receivers[edgeReceiver[edge]].layer >= layer))
}
