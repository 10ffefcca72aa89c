import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { CircuitFile, ModelInfo, PatchbayBlock, RunDetail } from '../../../contract'
import { runCommandLine } from '../../../testing/from-sources'
import { copyModel, temporaryFolder } from '../../../testing/model-folder'

const patchbay = (...args: string[]) => runCommandLine(args)

it('a setting that nobody knows is named once: of the model, on stderr, in the record and in the export', () => {
  const folder = temporaryFolder()
  const model = copyModel('gpt2-tiny', { attention_temperature: 2 })
  const warning =
    'config.json: "attention_temperature" is a setting that Patchbay does not know; if it changes the model, every number here is of another model.'
  const timesIn = (text: string) => text.split(warning).length - 1
  const notes = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('note: config.json'))

  const described = patchbay('model', model, '--json')
  const { warnings } = JSON.parse(described.stdout) as ModelInfo
  expect(warnings.filter((one) => one === warning).length).toBe(1)
  expect(notes(described.stderr)).toEqual([`note: ${warning}`])

  const db = path.join(folder, 'runs.db')
  const out = path.join(folder, 'circuit.json')
  const prompts = path.join(folder, 'prompts.json')
  writePrompts(prompts)
  const run = patchbay(
    ...['acdc', '--model', model, '--prompts', prompts, '--metric', 'kl', '--threshold', '100'],
    ...['--db', db, '--out', out],
  )
  expect(run.status).toBe(0)
  expect(notes(run.stderr)).toEqual([`note: ${warning}`])
  expect(timesIn(run.stdout)).toBe(0)

  const shown = patchbay('runs', 'show', '1', '--db', db)
  expect(timesIn(shown.stdout)).toBe(1)
  const { provenance } = JSON.parse(patchbay('runs', 'show', '1', '--db', db, '--json').stdout) as RunDetail
  expect(provenance!.modelWarnings.filter((one) => one === warning).length).toBe(1)
  const block = (JSON.parse(readFileSync(out, 'utf8')) as CircuitFile).patchbay as PatchbayBlock
  expect(block.model_warnings!.filter((one) => one === warning).length).toBe(1)
  expect(block.model.path).toBe(model)
  expect(block.data.rows).toEqual(JSON.parse(readFileSync(prompts, 'utf8')))
})

function writePrompts(file: string): void {
  writeFileSync(
    file,
    JSON.stringify([{ clean: [1, 2, 3], corrupt: [4, 5, 6], answers: [5], wrong_answers: [6], position: 1 }]),
  )
}
