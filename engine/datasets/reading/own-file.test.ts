import { expect, it } from 'vitest'
import { promptFile, type PromptSet } from '../../../contract'
import { parsePrompts } from './read-prompts'

const ROW = { clean: 'a b', corrupt: [1, 2], answers: ['x', 3], wrongAnswers: [] }

it('a set comes back from its own file whole', () => {
  const set: PromptSet = {
    name: 'names',
    bos: 'yes',
    answerReading: 'spaced',
    split: { seed: 3, heldOut: 0.25, by: 'template' },
    labels: ['first', 'second'],
    source: { kind: 'made', task: 'ioi', seed: 1, options: { pattern: 'ABBA' } },
    notes: ['One word was left out.'],
    rows: [{ ...ROW, position: 1, spans: [{ name: 'IO', from: 0, to: 1 }], template: 't' }, ROW],
  }
  const { rows, bos, choices, notes, layout } = parsePrompts(JSON.stringify(promptFile(set)), 'names.json')
  expect({ name: set.name, rows, bos, notes, ...choices }).toEqual(set)
  expect(layout).toBe('Patchbay prompts, JSON')
})

it('the keys of its prompts are those of AutoCircuit', () => {
  expect(promptFile({ name: 'n', bos: 'tokenizer', rows: [{ ...ROW, position: 1 }] })).toEqual({
    name: 'n',
    bos: 'tokenizer',
    prompts: [{ clean: 'a b', corrupt: [1, 2], answers: ['x', 3], wrong_answers: [], position: 1 }],
  })
})

it('choices that cannot be read are refused by name', () => {
  const file = { name: 'n', bos: 'no', split: { seed: 1, heldOut: 2, by: 'row' }, prompts: [] }
  expect(() => parsePrompts(JSON.stringify({ ...file, prompts: [{ clean: 'a', corrupt: 'b' }] }))).toThrow(
    'The file: "split.heldOut" cannot be read',
  )
})
