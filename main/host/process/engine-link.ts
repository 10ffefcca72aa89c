import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { fromErrorData, PatchbayError, type Answer, type Certificate } from '../../../contract'
import { certificateOf } from '../files/certificate-of'
import { entryFile } from './child-job'
import type {
  FromWorker,
  MeasureJob,
  RunAction,
  RunEnd,
  RunJob,
  RunReport,
  ToWorker,
} from './worker-messages'

/**
 * V8's flag for the heap of the engine's thread, in MB: with V8's small initial heap it collects garbage all the
 * time, which took more than a quarter of the time of a circuit of 1,000 edges.
 */
export const ENGINE_HEAP_FLAG = '--initial-old-space-size=256'

/** The run that the thread computes. */
interface Current {
  onReport: (report: RunReport) => void
  onCertificate: (certificate: Certificate) => void
  end: (end: RunEnd) => void
}

/**
 * The host's end of the engine's thread. The thread starts with the first run and stays; where it dies,
 * its run fails with a sentence and the next run gets a new thread. It is never terminated: that would
 * abort the whole process while ONNX Runtime computes.
 */
export class EngineLink {
  private readonly workerFile: string
  private worker: Worker | null = null
  private current: Current | null = null
  private readonly controls = new Map<number, () => void>()
  private nextControl = 1
  private readonly measures = new Map<number, (answer: Answer<(number | null)[]>) => void>()
  private nextMeasure = 1

  constructor(workerFile = entryFile('engine-worker')) {
    this.workerFile = workerFile
  }

  /** Runs one job to its end; `onReport` may throw, which ends the run as failed. */
  run(
    job: RunJob,
    onReport: (report: RunReport) => void,
    onCertificate: (certificate: Certificate) => void = () => {},
  ): Promise<RunEnd> {
    return new Promise((resolve) => {
      this.current = { onReport, onCertificate, end: resolve }
      this.post({ kind: 'run', job })
    })
  }

  /** Resolves once the action has taken effect in the thread (at most one test later). */
  control(action: RunAction): Promise<void> {
    return new Promise((resolve) => {
      const controlId = this.nextControl++
      this.controls.set(controlId, resolve)
      this.post({ kind: 'control', controlId, action })
    })
  }

  /** [circuit] what each keeps; see circuitFaithfulness. */
  async measure(job: MeasureJob): Promise<(number | null)[]> {
    const answer = await new Promise<Answer<(number | null)[]>>((resolve) => {
      const measureId = this.nextMeasure++
      this.measures.set(measureId, resolve)
      this.post({ kind: 'measure', measureId, job })
    })
    if (answer.ok) return answer.value
    throw fromErrorData(answer.error)
  }

  /** Starts the thread before the first run asks for it. It keeps the process alive. */
  prepare(): Worker {
    return (this.worker ??= this.startWorker())
  }

  private post(message: ToWorker): void {
    this.prepare().postMessage(message)
  }

  private startWorker(): Worker {
    setFlagsFromString(ENGINE_HEAP_FLAG)
    const worker = new Worker(this.workerFile)
    let reason = ''
    worker.on('message', (message: FromWorker) => this.receive(message))
    worker.on('error', (error) => (reason = error.message))
    worker.on('exit', (code) => this.lost(reason || `exit code ${code}`))
    return worker
  }

  private receive(message: FromWorker): void {
    if (message.kind === 'report') this.current?.onReport(message.report)
    else if (message.kind === 'certified')
      this.current?.onCertificate(certificateOf(message.model, message.items))
    else if (message.kind === 'ended') this.ended(message.end)
    else if (message.kind === 'measured') {
      this.measures.get(message.measureId)?.(message.answer)
      this.measures.delete(message.measureId)
    } else {
      this.controls.get(message.controlId)?.()
      this.controls.delete(message.controlId)
    }
  }

  private lost(reason: string): void {
    this.worker = null
    const gone = { code: 'internal' as const, message: `The engine stopped unexpectedly (${reason}).` }
    for (const answer of this.measures.values()) answer({ ok: false, error: gone })
    this.measures.clear()
    const message = `The engine stopped unexpectedly (${reason}). What was decided is saved; the run can be resumed.`
    this.ended({ kind: 'failed', error: new PatchbayError('internal', message) })
  }

  private ended(end: RunEnd): void {
    const { current } = this
    this.current = null
    current?.end(end)
    for (const resolve of this.controls.values()) resolve()
    this.controls.clear()
  }
}
