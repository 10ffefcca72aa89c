import { describe, expect, it } from 'vitest'
import { PatchbayError } from './error'
import { decodeText } from './text-encoding'

const TEXT = 'clean,corrupt\nAndré était,Zoé “était”'
/** Windows-1252: é is E9, the quotes 93 and 94. */
const latin = (text: string) =>
  Uint8Array.from(text, (letter) => (letter === '“' ? 0x93 : letter === '”' ? 0x94 : letter.charCodeAt(0)))
const wide = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    [...text].flatMap((letter) => {
      const code = letter.charCodeAt(0)
      return isLittle ? [code & 255, code >> 8] : [code >> 8, code & 255]
    }),
  )

describe('the text of a file', () => {
  const READ_AS_UTF_16 = 'p.csv was read as UTF-16.'
  const cases: [string, Uint8Array, string, string | null][] = [
    ['UTF-8', new TextEncoder().encode(TEXT), TEXT, null],
    ['UTF-8 with its mark', new TextEncoder().encode(`\uFEFF${TEXT}`), TEXT, null],
    [
      'Latin-1',
      latin(TEXT),
      TEXT,
      'p.csv is not UTF-8 and was read as Latin-1 (Windows-1252): see whether its letters are right.',
    ],
    ['UTF-16 with its mark', wide(`\uFEFF${TEXT}`, true), TEXT, READ_AS_UTF_16],
    ['UTF-16, big end first', wide(`\uFEFF${TEXT}`, false), TEXT, READ_AS_UTF_16],
    ['UTF-16 without a mark', wide('clean,corrupt', true), 'clean,corrupt', READ_AS_UTF_16],
    ['UTF-16 without a mark, big end first', wide('clean,corrupt', false), 'clean,corrupt', READ_AS_UTF_16],
    ['nothing', new Uint8Array(0), '', null],
  ]
  it.each(cases)('%s', (_, bytes, text, note) => {
    expect(decodeText(bytes, 'p.csv')).toEqual({ text, note })
  })

  it('is refused where there is none', () => {
    expect(() => decodeText(Uint8Array.of(0x80, 4, 0, 0, 0, 0x95, 1), 'p.pkl')).toThrow(
      new PatchbayError('bad-input', 'p.pkl is not a text file: save the prompts as CSV or JSON.'),
    )
  })
})
