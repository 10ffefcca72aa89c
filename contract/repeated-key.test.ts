import { describe, expect, it } from 'vitest'
import { repeatedKey, repeatedKeyText } from './repeated-key'

describe('a key that occurs twice in one object', () => {
  it.each([
    ['{"a": 1, "b": 2, "a": 3}', 'the key "a" twice'],
    [
      '{"cfg": {}, "edges": {"m0->m1": {}, "x": [1, {"y": {}}], "m0->m1": {}}}',
      'the key "m0->m1" twice in "edges"',
    ],
    ['[{"k": 1}, {"k": 1, "k": 1}]', 'the key "k" twice'],
    ['{"m0->m1": 1, "m0\\u002d>m1": 2}', 'the key "m0->m1" twice'],
    ['{"a": {"b": [{"c": 1, "c": 2}]}}', 'the key "c" twice in "a" "b"'],
    ['{"\\"": 1, "\\\\": 2, "\\"": 3}', 'the key "\\"" twice'],
  ])('%s: %s', (text, said) => {
    expect(repeatedKeyText(repeatedKey(text, JSON.parse(text))!)).toBe(said)
  })

  it.each([
    '{"a": {"a": {"a": 1}}, "b": {"a": 2}}',
    '[{"a": 1}, {"a": 2}]',
    '{"a": "a", "b": "{\\"b\\": 1, \\"b\\": 2}", "c": [":", "{", ",", "a"]}',
    '"a"',
    '[]',
    '1',
  ])('is not in %s', (text) => {
    expect(repeatedKey(text, JSON.parse(text))).toBe(null)
  })

  it('is looked for without recursion', () => {
    const depth = 100_000
    const text = '['.repeat(depth) + ']'.repeat(depth)
    expect(repeatedKey(text, JSON.parse(text))).toBe(null)
  })
})
