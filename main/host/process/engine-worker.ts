import { parentPort } from 'node:worker_threads'
import { changedFiles, identityOf, PatchbayError, toErrorData } from '../../../contract'
import { circuitFaithfulness, openModel, runAcdc, runMethod, useProvider } from '../../../engine'
import { hostMethodOf } from '../runs/methods'
import type { RunEvent } from '../runs/run-event'
import { RunPump } from '../runs/run-pump'
import type { FromWorker, RunEnd, RunJob, RunReport, ToWorker } from './worker-messages'

// The thread in which ONNX Runtime may block. One run at a time; the host queues the others.

const port = parentPort!
let pump: RunPump | null = null

function send(message: FromWorker): void {
  port.postMessage(message)
}

/** Opening the model is part of the run, so that it can be stopped there too. */
async function* eventsOf(job: RunJob): AsyncGenerator<RunEvent> {
  const { testOrder, modelPath, begunWith, config, settings, journal, effects, inputs } = job
  const { threads, batch } = settings
  useProvider(settings.device)
  yield { type: 'stage', stage: 'opening the model' }
  const model = await openModel(modelPath)
  if (changedFiles(begunWith, identityOf(model.info))) {
    throw new PatchbayError('bad-input', 'The model changed while the run was waiting: start it anew.')
  }
  if (config.method === 'acdc')
    yield* runAcdc({ model, config, threads, maxBatch: batch ?? undefined, journal, effects, testOrder })
  else yield* runMethod({ model, config, threads, effects, inputs })
}

async function run(job: RunJob): Promise<void> {
  const report = (report: RunReport) => send({ kind: 'report', report })
  const remaining = hostMethodOf(job.config.method).remainingTime?.(job)
  pump = new RunPump(eventsOf(job), job.journal.edge.length, report, remaining)
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
