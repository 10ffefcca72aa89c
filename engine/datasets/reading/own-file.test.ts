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

it('choices that cannot be read are refused by name, with what they must be', () => {
  const reading = (choices: object) => () =>
    parsePrompts(JSON.stringify({ name: 'n', ...choices, prompts: [{ clean: 'a', corrupt: 'b' }] }))
  const split = { seed: 1, heldOut: 0.5, by: 'row' }
  expect(reading({ split: { ...split, heldOut: 2 } })).toThrow(
    'The file: "split.heldOut" cannot be read: it must be a share above 0 and below 1, such as 0.3; leave "split" out to hold no rows out.',
  )
  expect(reading({ split: { ...split, by: 'column' } })).toThrow(
    'The file: "split.by" cannot be read: it must be "row" or "template".',
  )
  expect(reading({ split: { heldOut: 0.5, by: 'row' } })).toThrow(
    'The file: "split.seed" cannot be read: it must be a whole number from 0 to 4294967295.',
  )
  expect(reading({ split: 'half' })).toThrow('"split" cannot be read: it must be an object with "heldOut",')
  expect(reading({ labels: ['a', 3] })).toThrow('"labels" cannot be read: it must be a list of at most ')
  expect(reading({ answer_reading: 'both' })).toThrow(
    '"answer_reading" cannot be read: it must be "auto", "spaced", "typed".',
  )
})
