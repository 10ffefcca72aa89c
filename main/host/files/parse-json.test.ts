import { expect, it } from 'vitest'
import { parseJson } from './parse-json'

it('reads JSON, with a byte order mark or without', () => {
  expect(parseJson('\uFEFF{"a": [1, null]}', 'f.json')).toEqual({ a: [1, null] })
})

it.each([
  [
    '{"edges": {"m0->m1": {"score": 1}, "m0->m1": {"score": 2}}}',
    'f.json has the key "m0->m1" twice in "edges", and only one of them can count: delete the other.',
  ],
  [
    '{"edges": {"m0->m1": {"score": NaN}}}',
    'f.json is not JSON: it has NaN where a number belongs. Write null for a score that is not there.',
  ],
  [
    '[1, -Infinity]',
    'f.json is not JSON: it has -Infinity where a number belongs. Write null for a score that is not there.',
  ],
  ['{"a": ', 'f.json is not JSON: Unexpected end of JSON input.'],
])('refuses %s', (text, message) => {
  expect(() => parseJson(text, 'f.json')).toThrow(message)
})
