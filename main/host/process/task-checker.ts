import { constants, setPriority } from 'node:os'
import { changedModel, toErrorData, type RowTask, type TaskPair } from '../../../contract'
import { openModel, TaskCheck } from '../../../engine/host'
import type { FromKept, ToKept } from './kept-process'

// A process of its own: a large model may need more memory than there is, runs go on beside it, and what takes too long
// can be ended. It keeps the model that it was asked about last.

export interface CheckerQuestion {
  modelPath: string
  /** As it was when it was opened. */
  stamp: string
  pairs: TaskPair[]
}
type FromChecker = FromKept<(RowTask | null)[]>

/** What it has done after so long is answered. */
const ANSWER_AFTER_MS = 700

let opened: { modelPath: string; stamp: string; check: TaskCheck } | null = null

async function checkOf({ modelPath, stamp }: CheckerQuestion): Promise<TaskCheck> {
  if (opened?.modelPath === modelPath && opened.stamp === stamp) return opened.check
  await opened?.check.release()
  opened = null
  const model = await openModel(modelPath)
  if (model.info.stamp !== stamp) throw changedModel(modelPath)
  const check = await TaskCheck.open(model)
  opened = { modelPath, stamp, check }
  return check
}

async function answer(job: CheckerQuestion & { id: number }): Promise<FromChecker> {
  try {
    const check = await checkOf(job)
    const begun = performance.now()
    const pairs = job.pairs.map(({ clean, corrupt, position: answerPosition, ...answers }) => ({
      clean: Int32Array.from(clean),
      corrupt: Int32Array.from(corrupt),
      answerPosition,
      ...answers,
    }))
    const value = await check.rows(pairs, () => performance.now() - begun > ANSWER_AFTER_MS)
    return { id: job.id, answer: { ok: true, value } }
  } catch (error) {
    return { id: job.id, answer: { ok: false, error: toErrorData(error) } }
  }
}

let last: Promise<void> = Promise.resolve()

process.on('message', (message) => {
  const job = message as ToKept<CheckerQuestion>
  // A run of a model is not ended in between.
  if ('cancel' in job) return
  last = last.then(async () => {
    process.send!(await answer(job))
  })
})
process.on('disconnect', () => process.exit(0))
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
