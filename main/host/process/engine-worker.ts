import { parentPort } from 'node:worker_threads'
import { changedFiles, PatchbayError, toErrorData } from '../../../contract'
import {
  certify,
  circuitFaithfulness,
  openModel,
  runMethod,
  useProvider,
  type MethodRun,
} from '../../../engine/host'
import { hostMethodOf } from '../runs/methods'
import { giveWay } from './give-way'
import { loadedOnce } from './loaded-once'
import { RunPump } from '../runs/run-pump'
import type { FromWorker, RunEnd, RunJob, RunReport, ToWorker } from './worker-messages'

// The thread in which ONNX Runtime may block. One run at a time; the host queues the others.

giveWay()
const port = parentPort!
let pump: RunPump | null = null

function send(message: FromWorker): void {
  port.postMessage(message)
}

/** Opening the model is part of the run, so that it can be stopped there too. */
async function* runOf(job: RunJob): MethodRun {
  const { testOrder, modelPath, stamp, begunWith, config, settings, journal, effects, inputs } = job
  const { threads, batch, memoryBytes } = settings
  yield { type: 'stage', stage: 'opening the model' }
  // The certificate and the run need the same weights.
  const model = loadedOnce(await openModel(modelPath))
  if (model.info.stamp !== stamp && changedFiles(begunWith, await model.identify())) {
    throw new PatchbayError('bad-input', 'The model changed while the run was waiting: start it again.')
  }
  if (job.certify) {
    // Whatever the run is computed on: accelerators are held against the cpu by themselves.
    useProvider('cpu')
    const items = yield* certify(model, threads)
    const { referenceHash } = model.info
    send({ kind: 'certified', model: { hash: begunWith.modelHash, referenceHash }, items })
  }
  useProvider(settings.device)
  const earlier = { journal, effects, testOrder }
  const allowed = { threads, memoryBytes, maxBatch: batch ?? undefined }
  return yield* runMethod({ model, config, inputs, ...allowed, ...earlier })
}

async function run(job: RunJob): Promise<void> {
  const report = (report: RunReport) => send({ kind: 'report', report })
  const remaining = hostMethodOf(job.config.method).remainingTime?.(job)
  pump = new RunPump(runOf(job), job.journal.edge.length, report, remaining)
  let end: RunEnd
  try {
    end = await pump.run()
  } catch (error) {
    end = { kind: 'failed', error: toErrorData(error) }
  }
  pump = null
  send({ kind: 'ended', end })
}

async function control({ controlId, action }: Extract<ToWorker, { kind: 'control' }>): Promise<void> {
  await pump?.control(action)
  send({ kind: 'controlled', controlId })
}

async function measure({ measureId, job }: Extract<ToWorker, { kind: 'measure' }>): Promise<void> {
  try {
    const { modelPath, prompts, circuits } = job
    const value = await circuitFaithfulness(await openModel(modelPath), prompts, circuits)
    send({ kind: 'measured', measureId, answer: { ok: true, value } })
  } catch (error) {
    send({ kind: 'measured', measureId, answer: { ok: false, error: toErrorData(error) } })
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'run') void run(message.job)
  else if (message.kind === 'measure') void measure(message)
  else void control(message)
})
