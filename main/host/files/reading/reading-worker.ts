import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { toErrorData, type MadePrompts, type MakePrompts } from '../../../../contract'
import {
  architectureOfConfig,
  checkPrompts,
  dataHash,
  glanceAtModel,
  makingPrompts,
  openModel,
  mapPreview,
  pairsFor,
  promptNotes,
  readPrompts,
  type OpenModel,
} from '../../../../engine/reading'
import { readCircuitFile } from '../read-circuit'
import {
  TEXT_OFFSET,
  type FromReader,
  type TaskArgs,
  type TaskName,
  type TaskResult,
  type ToReader,
} from './reading-tasks'

// The thread in which files and texts of strangers are read. It may be ended at any moment, and holds nothing that
// cannot be read again.

const port = parentPort!
const shared = new Uint8Array(workerData as SharedArrayBuffer)
const sharedNumbers = new Int32Array(shared.buffer, 0, 2)
const utf8 = new TextEncoder()

/** The model that was opened last: prompts are checked with it as they are typed. */
let opened: { path: string; model: OpenModel } | null = null

function send(message: FromReader): void {
  port.postMessage(message)
}

type Tasks = { [N in TaskName]: (args: TaskArgs<N>) => Promise<TaskResult<N>> }

const tasks: Tasks = {
  'open-model': async ({ path }) => (await open(path)).info,
  'identify-model': async ({ path }) => {
    const model = await modelOf(path)
    return { stamp: model.info.stamp, identity: await model.identify() }
  },
  'check-prompts': async ({ path, reading, rows }) => checkPrompts(await modelOf(path), reading, rows),
  'prepare-prompts': async ({ path, rows, config }) => {
    const model = await modelOf(path)
    const { pairs } = pairsFor(model, config)
    const checked = checkPrompts(model, config.prompts, rows, config.metric)
    const hash = dataHash(config.prompts, checked.rows)
    const withBos = checked.rows.filter(({ startsWithBos }) => startsWithBos).length
    return { architecture: model.config, pairs, notes: promptNotes(checked), dataHash: hash, withBos }
  },
  'glance-at-model': async ({ folder }) => glanceAtModel(folder),
  'read-config': async ({ text }) => architectureOfConfig(text),
  'parse-prompts': async ({ path, ...args }) => {
    const model = path === undefined ? null : await modelOf(path)
    const tokenizer = model?.tokenizer
    return readPrompts(args, tokenizer ? (text) => tokenizer.encodePlain(text).length : null)
  },
  'map-prompts': async ({ preview }) => mapPreview(preview),
  'make-prompts': async ({ path, request }) => make(request, path === null ? null : await modelOf(path)),
  'read-circuit': async ({ text, fileName }) => readCircuitFile(text, fileName),
}

async function open(path: string): Promise<OpenModel> {
  opened = null
  const model = await openModel(path, (file) => send({ kind: 'reading', what: { file, patterns: [] } }))
  opened = { path, model: watched(model) }
  return opened.model
}

/** Rows between two turns of the event loop: thousands of prompts take as long as they take. */
const ROWS_A_TURN = 20

async function make(request: MakePrompts, model: OpenModel | null): Promise<MadePrompts> {
  const making = makingPrompts(request, model)
  for (let draws = 1; ; draws++) {
    const step = making.next()
    if (step.done) return step.value
    if (draws % ROWS_A_TURN === 0) await turn()
  }
}

async function modelOf(path: string): Promise<OpenModel> {
  const model = opened?.path === path ? opened.model : await open(path)
  const { tokenizer } = model
  if (tokenizer) send({ kind: 'reading', what: { file: tokenizer.file, patterns: tokenizer.patterns } })
  return model
}

/** The same model, whose tokenizer notes each text before it splits it. */
function watched(model: OpenModel): OpenModel {
  const { tokenizer } = model
  if (!tokenizer) return model
  const noting = <Rest extends unknown[], Result>(split: (text: string, ...rest: Rest) => Result) => {
    return (text: string, ...rest: Rest) => {
      sharedNumbers[0] = utf8.encodeInto(text, shared.subarray(TEXT_OFFSET)).written
      sharedNumbers[1]++
      const tokens = split(text, ...rest)
      sharedNumbers[0] = 0
      return tokens
    }
  }
  const { encode, encodePlain } = tokenizer
  return { ...model, tokenizer: { ...tokenizer, encode: noting(encode), encodePlain: noting(encodePlain) } }
}

async function perform(name: TaskName, args: unknown): Promise<void> {
  sharedNumbers[0] = 0
  // While a large file is hashed the event loop turns: that may take as long as it takes.
  const turning = setInterval(() => send({ kind: 'turned' }), 100)
  try {
    // The pair of name and arguments comes from `ReadingThreads.run`, which types it.
    const result = await (tasks[name] as (args: unknown) => Promise<unknown>)(args)
    send({ kind: 'done', result })
  } catch (error) {
    send({ kind: 'failed', error: toErrorData(error) })
  } finally {
    clearInterval(turning)
  }
}

port.on('message', (message: ToReader) => {
  if (message.kind === 'task') void perform(message.name, message.args)
  else if (opened?.path === message.path) opened = null
})
