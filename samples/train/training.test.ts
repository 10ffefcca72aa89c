import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openModel } from '../../engine/training.ts'
import { readOptions } from './options.ts'
import { train } from './training.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-train-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ROOT = path.join(import.meta.dirname, '../..')
const STEPS = 60
const tiny = (name: string) => [
  ...['--out', path.join(folder, name), '--steps', `${STEPS}`, '--every', '5', '--threads', '1'],
  ...['--layers', '1', '--heads', '2', '--width', '16', '--batch', '8'],
]

/** `npm run train-sample` with a tiny model. It is killed when it has said `until`. */
function command(name: string, until?: RegExp): Promise<{ text: string; signal: NodeJS.Signals | null }> {
  const script = path.join(ROOT, 'scripts/run.mjs')
  const args = [script, 'run-ts', path.join(ROOT, 'samples/train/command.ts'), ...tiny(name)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (until?.test(text)) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_code, signal) => resolve({ text, signal }))
  })
}

let whole = ''
beforeAll(async () => {
  whole = (await command('whole')).text
})

const bytesOf = (...parts: string[]) => readFileSync(path.join(folder, ...parts))

test('a training that is killed goes on to the same model, byte for byte', async () => {
  const { signal } = await command('killed', /step 10 of/)
  expect(signal).toBe('SIGKILL')
  const { text } = await command('killed')
  expect(text).toMatch(/^Going on from .*training\.state\.\nstep [1-5][05] of 60,/)
  for (const file of ['model.safetensors', 'loss.csv'])
    expect(bytesOf('killed', file).equals(bytesOf('whole', file)), file).toBe(true)
})

test('the loss falls, and the command says what it took and how well the model does', () => {
  const losses = bytesOf('whole', 'loss.csv')
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[1]))
  expect(losses).toHaveLength(STEPS / 20)
  expect(losses.at(-1)!).toBeLessThan(losses[0] - 0.5)
  expect(whole).toMatch(/^step 5 of 60, loss \d\.\d{4}, \d+ s, CPU \d+ s, at most \d\.\d\d GB$/m)
  expect(whole).toMatch(/^ioi, 512 held-out prompts: \d+\.\d % right, /m)
})

test('a state of another training is not gone on from', async () => {
  const file = path.join(folder, 'small.state')
  const settings = { ...readOptions(tiny('small')).settings, steps: 2 }
  const options = { threads: 1, checkpoint: file, every: 1 }
  const { losses } = await train(settings, options)
  expect((await train(settings, options)).losses).toEqual(losses)
  await expect(train({ ...settings, steps: 3 }, options)).rejects.toThrow(
    `${file} is a checkpoint of another training: its settings differ. Delete it, or choose another folder.`,
  )
})

test('what it writes is a model of this program', async () => {
  const { info } = await openModel(path.join(folder, 'whole'))
  expect(info).toMatchObject({ architecture: 'gpt2', shape: { layers: 1, heads: 2 }, warnings: [] })
})

test('options that are not whole numbers, unknown or do not fit are refused', () => {
  expect(() => readOptions(['--steps', '0'])).toThrow('--steps 0 is not a whole number above 0.')
  expect(() => readOptions(['--width', '10', '--heads', '3'])).toThrow(
    '--width 10 cannot be divided by --heads 3.',
  )
  expect(() => readOptions(['--stepz', '3'])).toThrow('--stepz')
})
