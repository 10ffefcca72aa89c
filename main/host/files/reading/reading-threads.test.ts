import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { MAX_PROMPT_LENGTH, rowsOf } from '../../../../contract'
import { safetensorsBytes, temporaryFolder } from '../../../../testing/model-folder'
import { ROOT } from '../../../../testing/from-sources'
import { readingThreads } from '../../../../testing/reading-from-source'
import { ReadingThreads } from './reading-threads'

const reading = readingThreads()

/** A copy of the sample model with one file replaced. */
function modelWith(name: string, replace: (file: string) => void): string {
  const folder = temporaryFolder()
  cpSync(path.join(ROOT, 'samples/induction'), folder, { recursive: true })
  const file = path.join(folder, name)
  rmSync(file)
  replace(file)
  return folder
}

function withPattern(regex: string): string {
  const source = path.join(ROOT, 'samples/induction/tokenizer.json')
  const json = JSON.parse(readFileSync(source, 'utf8')) as Record<string, unknown>
  const pattern = { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false }
  return modelWith('tokenizer.json', (file) =>
    writeFileSync(file, JSON.stringify({ ...json, pre_tokenizer: pattern })),
  )
}

const opened = (folder: string) => reading.run('open-model', { path: folder })
const row = (clean: string) => ({ clean, corrupt: 'b', answers: ['Smith'], wrongAnswers: ['Hill'] })
const slow = { reading: { bos: 'no' as const }, rows: [row(`${'a'.repeat(60)} b`)] }

describe('a file that would stop the program', () => {
  it.each(['config.json', 'tokenizer.json', 'model.safetensors'])(
    'as a pipe or a device: %s',
    async (name) => {
      const pipe = modelWith(name, (file) => execFileSync('mkfifo', [file]))
      await expect(opened(pipe)).rejects.toMatchObject({
        code: 'bad-input',
        message: `${path.join(pipe, name)} is a pipe, not a file; copy its content into a file.`,
      })
      const device = modelWith(name, (file) => symlinkSync('/dev/zero', file))
      await expect(opened(device)).rejects.toMatchObject({
        code: 'bad-input',
        message: `${path.join(device, name)} is a device, not a file; copy its content into a file.`,
      })
    },
  )

  it.each<[string, string, string | Buffer, string]>([
    [
      'a header of brackets',
      'model.safetensors',
      safetensorsBytes('['.repeat(30_000_000)),
      'model.safetensors: the header is nested deeper than 4 levels (line 1, column 5), which no file of its kind is.',
    ],
    [
      'a header of 90 MB',
      'model.safetensors',
      safetensorsBytes('['.repeat(90_000_000)),
      'model.safetensors: its header is 85.8 MiB long; at most 32 MiB are read.',
    ],
    [
      '300,000 empty tensors',
      'model.safetensors',
      safetensorsBytes(
        `{${Array.from({ length: 300_000 }, (_, i) => `"t${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join()}}`,
      ),
      'model.safetensors: it names 300,000 tensors; at most 250,000 are read.',
    ],
    [
      'deep nesting',
      'config.json',
      '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
      'config.json is nested deeper than 32 levels (line 1, column 161), which no file of its kind is.',
    ],
    [
      '4.3 billion layers',
      'config.json',
      JSON.stringify({
        ...(JSON.parse(readFileSync(path.join(ROOT, 'samples/induction/config.json'), 'utf8')) as object),
        n_layers: 4_300_000_000,
      }),
      'config.json: n_layers 4300000000 is too large: at most 2147483647 can be computed.',
    ],
    [
      'two billion layers',
      'config.json',
      JSON.stringify({
        ...(JSON.parse(readFileSync(path.join(ROOT, 'samples/induction/config.json'), 'utf8')) as object),
        n_layers: 2_000_000_000,
      }),
      'config.json: the model would have 2000000000 layers, but the weights hold only 20 tensors; put the config.json of these weights beside them.',
    ],
    [
      'a model_type that is an object',
      'config.json',
      '{"model_type": {"toString": 1}}',
      'config.json: model_type is missing, so this is not the config.json of a model; supported are GPT-2',
    ],
  ])('%s', async (_, name, content, message) => {
    const folder = modelWith(name, (file) => writeFileSync(file, content))
    const error = await opened(folder).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'bad-input' })
    expect((error as Error).message.slice(0, message.length)).toBe(message)
  })

  it('a circuit file of more edges than its graph has', async () => {
    const cfg = { n_layers: 1, n_heads: 1, d_model: 4 }
    const names = (end: string) => Array.from({ length: 9 }, (_, i) => [`${i}${end}`, { in_graph: true }])
    const refused = (file: object) =>
      reading.run('read-circuit', {
        text: JSON.stringify({ cfg, nodes: {}, edges: {}, ...file }),
        fileName: 'c',
      })
    await expect(refused({ edges: Object.fromEntries(names('->m0')) })).rejects.toThrow(
      'c names 9 edges, but the graph of its cfg (1 layers of 1 heads) has at most 8: give it the cfg of its model.',
    )
    await expect(refused({ nodes: Object.fromEntries(names('.')) })).rejects.toThrow(
      'c names 9 nodes, but the graph of its cfg (1 layers of 1 heads) has at most 4: give it the cfg of its model.',
    )
  })

  it.each([
    [100, 100, '148,540,001'],
    [1, 2 ** 31, '8,589,934,593'],
    [1_000_000, 12, '215,999,832,000,001'],
  ])('a circuit file of %d layers of %d heads', async (n_layers, n_heads, edges) => {
    const cfg = { n_layers, n_heads, d_model: 64 }
    const text = JSON.stringify({ cfg, nodes: {}, edges: {} })
    await expect(reading.run('read-circuit', { text, fileName: 'c.json' })).rejects.toMatchObject({
      code: 'bad-input',
      message: `c.json: ${n_layers} layers of ${n_heads} heads make a graph of ${edges} edges; at most 4,194,304 can be patched.`,
    })
  })

  it.each([
    [
      'blank lines in JSON',
      `[1]${'\n'.repeat(4_000_000)}x`,
      'p: This has more than 4,000,000 lines, which is more than is read.',
    ],
    [
      'quotation marks',
      '"'.repeat(4_000_001),
      'p: The table has more than 4,000,000 quotation marks, which is more than is read.',
    ],
  ])('texts of prompts: %s', async (_, text, message) => {
    const parsed = reading.run('parse-prompts', { text, fileName: 'p' })
    await expect(parsed).rejects.toMatchObject({ code: 'bad-input', message })
  })

  it('a cell of a spreadsheet with millions of ids', async () => {
    const text = `[${'1,'.repeat(20_000_000)}1]\tb\tc\td`
    const { rows } = rowsOf(await reading.run('parse-prompts', { text, fileName: 'p' }))
    expect(rows[0].clean).toHaveLength(40_000_003)
  })

  it('texts of prompts: brackets, the empty quotation, too many values', async () => {
    const parsed = (text: string) => reading.run('parse-prompts', { text, fileName: 'p' })
    await expect(parsed('['.repeat(100_000))).rejects.toThrow('p: This is nested deeper than 16 levels')
    await expect(parsed('""')).rejects.toThrow('p: There is nothing to read: every cell is empty.')
    await expect(parsed(`[${'1,'.repeat(4_000_001)}1]`)).rejects.toThrow('holds more than 4,000,000 values')
  })
})

describe('a step that no thread can be asked in', () => {
  it('is ended too', { timeout: 20_000 }, async () => {
    const workerFile = path.join(temporaryFolder(), 'asleep.mjs')
    const importing =
      "import { spawnSync } from 'node:child_process'\nimport { parentPort } from 'node:worker_threads'\n"
    // JavaScript is not asked anything until the other program ends.
    const asleep = `parentPort.on('message', () => spawnSync('${process.execPath}', ['-e', 'setTimeout(() => {}, 8000)']))`
    writeFileSync(workerFile, importing + asleep)
    const threads = new ReadingThreads({ workerFile, mostUnansweredMs: 1_500 })
    await expect(threads.run('parse-prompts', { text: '' })).rejects.toMatchObject({
      code: 'bad-input',
      message: 'Reading this takes too long (more than 1.5 s without a sign of life): use a smaller file.',
    })
    threads.close()
  })
})

describe('tasks that come at once', () => {
  it.each([
    ['wait for the one thread there is', 60_000, 1],
    ['have threads of their own where they have waited for long', 0, 3],
  ])('%s', async (_, patienceMs, threadsStarted) => {
    const folder = temporaryFolder()
    const [workerFile, started] = ['worker.mjs', 'started'].map((name) => path.join(folder, name))
    // Answers once as many threads are there as are to be.
    writeFileSync(
      workerFile,
      `import { appendFileSync, readFileSync } from 'node:fs'
      import { parentPort } from 'node:worker_threads'
      const started = ${JSON.stringify(started)}
      appendFileSync(started, '.')
      parentPort.on('message', function answer() {
        if (readFileSync(started, 'utf8').length < ${threadsStarted}) setTimeout(answer, 5)
        else parentPort.postMessage({ kind: 'done', result: null })
      })`,
    )
    const threads = new ReadingThreads({ workerFile, patienceMs })
    const tasks = Array.from({ length: 5 }, () => threads.run('parse-prompts', { text: '' }))
    expect(await Promise.all(tasks)).toEqual(tasks.map(() => null))
    threads.close()
    expect(readFileSync(started, 'utf8')).toHaveLength(threadsStarted)
  })
})

describe('texts that are split to their end', () => {
  it('may take as long together as no text may take alone', async () => {
    const folder = withPattern('(a|a)*$')
    // Hundredths of a second each.
    const rows = Array.from({ length: 100 }, () => row(`${'a'.repeat(17)} b`))
    const checked = await reading.run('check-prompts', { path: folder, reading: { bos: 'no' }, rows })
    expect(checked.rows).toHaveLength(100)
  })
})

describe('a text that is never split to its end', () => {
  it('ends with a sentence naming the file and its pattern, and others are answered meanwhile', async () => {
    const folder = withPattern('(a|a)*$')
    await opened(folder)
    const stuck = reading.run('check-prompts', { path: folder, ...slow })
    const order: string[] = []
    const noted = stuck.catch(() => order.push('stuck'))
    const csv = 'clean,corrupted,answer,wrong_answer\na,b,c,d\n'
    await reading.run('parse-prompts', { text: csv }).then(() => order.push('other'))
    await noted
    expect(order).toEqual(['other', 'stuck'])
    await expect(stuck).rejects.toMatchObject({
      code: 'bad-input',
      message: `${path.join(folder, 'tokenizer.json')} takes too long to split the text "${'a'.repeat(36)}... into tokens (more than 1.5 s of processor time): mend its pattern "(a|a)*$" or shorten the text.`,
    })
  })

  it.each(['before it began', 'while it is stuck'])(
    'ends where the request is cancelled %s',
    async (when) => {
      const folder = withPattern('(a|a)*$')
      await opened(folder)
      const cancelled = new Error('cancelled')
      const controller = new AbortController()
      const stuck = reading.run('check-prompts', { path: folder, ...slow }, controller.signal)
      if (when === 'while it is stuck') await reading.run('parse-prompts', { text: '[{}]' }).catch(() => {})
      controller.abort(cancelled)
      await expect(stuck).rejects.toBe(cancelled)
      await expect(opened(folder)).resolves.toMatchObject({ architecture: 'transformer-lens' })
    },
  )

  it('is refused by its length before it is split', async () => {
    const folder = path.join(ROOT, 'samples/induction')
    const long = 'a'.repeat(2_000_000)
    const { rows } = await reading.run('check-prompts', {
      path: folder,
      reading: { bos: 'no' },
      rows: [row(long)],
    })
    expect(rows[0].problems[0]).toEqual({
      field: 'clean',
      message: `Clean has 2,000,000 characters; at most ${MAX_PROMPT_LENGTH.toLocaleString('en-US')} are read: shorten it.`,
    })
  })
})
