import { expect, it } from 'vitest'
import { choiceWords } from './choice-words'

it.each([
  ['method', 'eap', 'EAP'],
  ['method', 'import', 'Imported circuit'],
  ['metric', 'logit_diff', 'logit difference'],
  ['metric', 'unknown', 'unknown'],
  ['order', 'reference', 'as the reference does'],
  ['order', 'none', 'none'],
  ['threshold', '0.01', '0.01'],
])('the %s %s is called %s', (what, text, words) => {
  expect(choiceWords(what, text)).toBe(words)
})
