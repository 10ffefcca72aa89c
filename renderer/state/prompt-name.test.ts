import { expect, it } from 'vitest'
import type { RunConfig } from '../../contract'
import { promptName } from './prompt-name'

it('names a prompt by its row and its text, shortened at the end of a word; by its row alone where it is not known', () => {
  const rows = [
    { clean: 'When Mary and John went to the store', corrupt: '', answers: [], wrongAnswers: [] },
    { clean: [5, 12], corrupt: [5, 13], answers: [], wrongAnswers: [] },
  ]
  const config = { prompts: { name: 'pairs', bos: 'tokenizer', rows } } as unknown as RunConfig
  const at = (prompt: number) => promptName(config, prompt)
  expect(at(0)).toEqual({
    short: '#1 When Mary and John went…',
    full: '#1 When Mary and John went to the store',
  })
  expect([at(1).short, at(2).short]).toEqual(['#2 #5 #12', '#3'])
})
