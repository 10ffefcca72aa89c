import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ReadPrompts } from '../../../contract'
import { readPrompts } from './read-prompts'

const utf8 = new TextEncoder()
const HEADER = 'clean,corrupt,answer,wrong_answer\n'
const ROW = { clean: 'Ann gave it', corrupt: 'Ben gave it', answer: ' Ann', wrong_answer: ' Ben' }
const READ = { clean: ROW.clean, corrupt: ROW.corrupt, answers: [' Ann'], wrongAnswers: [' Ben'] }

const read = (content: string | Uint8Array, fileName = 'f'): Promise<ReadPrompts> =>
  readPrompts(
    { file: { fileName, bytes: typeof content === 'string' ? utf8.encode(content) : content } },
    null,
  )
const rowsOf = async (content: string | Uint8Array) => {
  const found = await read(content)
  return found.kind === 'rows' ? found.rows : found.kind
}

describe('the same row in other shapes', () => {
  const spans = [{ name: 'S', from: 0, to: 0 }]
  const cases: [string, string, object][] = [
    ['one line of JSON Lines, with spans', `${JSON.stringify({ ...ROW, spans })}\n`, { ...READ, spans }],
    [
      'a table with spans',
      'clean,corrupt,answer,wrong_answer,spans\n' +
        `${cells()},"${JSON.stringify(spans).replaceAll('"', '""')}"`,
      { ...READ, spans },
    ],
    ['columns of rows that have names', JSON.stringify(byColumn('a')), READ],
    ['lines that end as on old Macs', `${JSON.stringify(ROW)}\r${JSON.stringify(ROW)}\r`, READ],
    ['a header with a tab in it', `clean,corrupt,answer,wrong_answer,"my\tnotes"\n${cells()},x\n`, READ],
  ]
  it.each(cases)('%s', async (_, text, row) => {
    expect((await rowsOf(text))[0]).toEqual(row)
  })

  it('lists of cells without a header lose no row', async () => {
    const list = Object.values({ ...ROW, clean: 'When they left, Ann gave it' })
    expect(await read(JSON.stringify([list, list]))).toMatchObject({ kind: 'columns', rowCount: 2 })
  })

  it('UTF-16 without its mark and without Latin letters', async () => {
    const text = `clean,corrupt,answer,wrong_answer\n${'漢字の文,仮名の文,漢,仮\n'.repeat(40)}`
    for (const isLittle of [true, false]) {
      const bytes = Buffer.from(text, 'utf16le')
      const rows = await rowsOf(Uint8Array.from(isLittle ? bytes : bytes.swap16()))
      expect(rows[39]).toMatchObject({ clean: '漢字の文', wrongAnswers: ['仮'] })
    }
  })

  it('letters by their numbers in lists of cells', async () => {
    const lists = String.raw`"[""\u00e9t\u00e9"", ""\ud83d\ude00""]","['\xe9', '\U0001f600']"`
    expect(await rowsOf(`${HEADER}a,b,${lists}\n`)).toMatchObject([
      { answers: ['été', '\u{1f600}'], wrongAnswers: ['é', '\u{1f600}'] },
    ])
  })

  function byColumn(row: string) {
    return Object.fromEntries(Object.entries(ROW).map(([name, value]) => [name, { [row]: value }]))
  }

  function cells() {
    return Object.values(ROW).join(',')
  }
})

describe('what would be read wrongly is refused', () => {
  const cases: [string, string][] = [
    [
      `${HEADER}When Ann, Ben and Sue left,b,c,d`,
      'Row 1 has 5 cells, but there are 4 columns: put texts that hold "," in quotation marks, directly after the "," before them.',
    ],
    [
      'clean,corrupt,correct_idx,incorrect_idx\na,b,"5,335","1,757"',
      'Row 1: "correct_idx" must be a token id or a list of them, not "5,335".',
    ],
    [
      JSON.stringify({ train: [ROW], test: [ROW] }),
      'The JSON has several lists of rows (train, test): save the one that is meant as a file of its own.',
    ],
    [
      `${JSON.stringify(ROW)},\n${JSON.stringify(ROW)}`,
      'This is not valid JSON: Unexpected non-whitespace character after its end (line 1, column 86).',
    ],
    ['clean: a b\ncorrupt: c d\n', 'This is a YAML file: save the prompts as CSV, JSON or JSON Lines.'],
    [
      '- clean: Then, Ann\n  corrupt: b\n',
      'This is a YAML file: save the prompts as CSV, JSON or JSON Lines.',
    ],
    ['[[prompts]]\nclean = "a"\n', 'This is a TOML file: save the prompts as CSV, JSON or JSON Lines.'],
    ['prompts = [("a", "b")]\n', 'This is a Python program: write the prompts with json.dump.'],
    [
      '[{"clean": "a", "answer": None}]',
      'This is a Python literal (texts in single quotes), not JSON: write it with json.dump.',
    ],
    [
      '# Prompts\n\n| clean | corrupt |\n|---|---|\n| a | b |',
      'This is a Markdown table: save it as CSV, or copy it from a spreadsheet.',
    ],
    [
      '<div><table></table></div>',
      'This is a web page (HTML), not the file itself: download the file, and import that.',
    ],
    [
      JSON.stringify([Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`k${i}`, i]))]),
      'The table has 1,001 columns; at most 1,000 are read: delete those that are not needed.',
    ],
    [
      JSON.stringify({ cfg: { n_layers: 1 }, nodes: {}, edges: {} }),
      'This is a circuit without the prompts it was found on: import it as a circuit.',
    ],
    [
      JSON.stringify({ cells: [], nbformat: 4 }),
      'This is a Jupyter notebook: save the table in it with to_csv.',
    ],
  ]
  it.each(cases)('%j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'bad-input', message: `f: ${message}` })
  })

  it('by the bytes it begins with', async () => {
    const header = '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'
    const safetensors = Uint8Array.from([header.length, 0, 0, 0, 0, 0, 0, 0, ...utf8.encode(header)])
    await expect(read(safetensors)).rejects.toThrow(
      'f: This is a model (safetensors): import a file of prompts.',
    )
    const utf32 = Uint8Array.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])
    await expect(read(utf32)).rejects.toThrow('f is text in UTF-32: save it as UTF-8.')
  })

  it('a long line of nothing', async () => {
    await expect(read('a: '.repeat(2 ** 22))).rejects.toThrow('f: There is no column "clean"')
  })

  it('packed again and again', async () => {
    let packed: Uint8Array = utf8.encode(`${HEADER}a,b,c,d`)
    for (let times = 0; times < 5; times++) packed = Uint8Array.from(gzipSync(packed))
    await expect(read(packed)).rejects.toThrow(
      'f: The file is packed with gzip more than 4 times: unpack it, and import the file in it.',
    )
  })

  it('prompts that look like something else are still prompts', async () => {
    const prompts = ['class Ann:', 'import os', '<div>a', '(lp0', 'from 17 to 17'].map(
      (text) => `${text},b,c,d`,
    )
    expect(await rowsOf(HEADER + prompts.join('\n'))).toHaveLength(5)
    const tables = '"| a | b |\n|---|---|\n| c |",b,c,d'
    expect(await rowsOf(HEADER + tables)).toHaveLength(1)
  })
})
