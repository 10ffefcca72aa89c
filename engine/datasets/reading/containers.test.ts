import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ParsedPrompts, ReadPrompts } from '../../../contract'
import {
  delimitedText,
  gzipped,
  latin1,
  parquetFile,
  PROMPT_CELLS,
  PROMPT_COLUMNS,
  PROMPT_ROWS,
  utf16,
  workbookFile,
} from '../../../testing/prompt-files'
import { readPrompts } from './read-prompts'

const utf8 = new TextEncoder()
const read = (fileName: string, content: string | Uint8Array): Promise<ReadPrompts> =>
  readPrompts(
    { file: { fileName, bytes: typeof content === 'string' ? utf8.encode(content) : content } },
    null,
  )
const records = PROMPT_CELLS.map((cells) =>
  Object.fromEntries(PROMPT_COLUMNS.map((name, c) => [name, cells[c]])),
)
const byColumn = (cell: (column: number) => unknown) =>
  Object.fromEntries(PROMPT_COLUMNS.map((name, column) => [name, cell(column)]))

describe('the same two rows', () => {
  const containers: [string, string | Uint8Array, string][] = [
    ['rows.csv', delimitedText(','), 'CSV'],
    ['rows.csv', delimitedText(';'), 'CSV with ;'],
    ['rows.csv', delimitedText('|'), 'CSV with |'],
    ['rows.tsv', delimitedText('\t'), 'Tab-separated'],
    ['windows.csv', delimitedText(',', '\r\n', '\uFEFF'), 'CSV'],
    ['old-mac.csv', delimitedText(',', '\r'), 'CSV'],
    ['excel.csv', delimitedText(';', '\r\n', 'sep=;\r\n'), 'CSV with ;'],
    ['utf16.csv', utf16(delimitedText('\t'), true), 'Tab-separated'],
    ['utf16-without-mark.csv', utf16(delimitedText(','), false), 'CSV'],
    ['rows.csv.gz', gzipped(delimitedText(',')), 'CSV'],
    ['rows.json', JSON.stringify(records), 'JSON'],
    ['data-key.json', JSON.stringify({ data: records }), 'JSON'],
    ['columns.json', JSON.stringify(byColumn((c) => PROMPT_CELLS.map((cells) => cells[c]))), 'JSON'],
    [
      'pandas.json',
      JSON.stringify(byColumn((c) => Object.fromEntries(PROMPT_CELLS.map((cells, i) => [i, cells[c]])))),
      'JSON',
    ],
    ['split.json', JSON.stringify({ columns: PROMPT_COLUMNS, index: [0, 1], data: PROMPT_CELLS }), 'JSON'],
    ['keyed.json', JSON.stringify({ first: records[0], second: records[1] }), 'JSON'],
    ['lists.json', JSON.stringify([PROMPT_COLUMNS, ...PROMPT_CELLS]), 'JSON'],
    ['rows.jsonl', records.map((record) => JSON.stringify(record)).join('\n'), 'JSON Lines'],
    ['rows.jsonl.gz', gzipped(records.map((record) => JSON.stringify(record)).join('\r\n')), 'JSON Lines'],
    ['rows.xlsx', workbookFile(), 'Excel'],
    ['rows.parquet', parquetFile(), 'Parquet'],
    ['plain.parquet', parquetFile('UNCOMPRESSED'), 'Parquet'],
  ]
  it.each(containers)('%s', async (name, content, container) => {
    const prompts = await read(name, content)
    expect(prompts).toMatchObject({ kind: 'rows', layout: `Prompt table, ${container}`, rows: PROMPT_ROWS })
  })

  it('say how letters were read', async () => {
    const cells = 'clean,corrupted,answer,wrong_answer\nUn café,Un thé, noir, vert\n'
    const { rows, notes } = (await read('a.csv', latin1(cells))) as ParsedPrompts
    expect(rows[0].clean).toBe('Un café')
    expect(notes).toEqual([
      'a.csv is not UTF-8 and was read as Latin-1 (Windows-1252): see whether its letters are right.',
    ])
  })
})

describe('cells', () => {
  const rowsOf = async (header: string, cells: string) =>
    ((await read('a.csv', `${header}\n${cells}\n`)) as ParsedPrompts).rows[0]

  it.each([
    [
      'a float is an id',
      'clean,corrupted,correct_idx,incorrect_idx',
      'a,b,5335.0,"[1757, 3]"',
      [5335],
      [1757, 3],
    ],
    [
      'lists of Python',
      'clean,corrupted,answers,wrong_answers',
      `a,b,"[' Mary', "" Ann""]","['it\\'s']"`,
      [' Mary', ' Ann'],
      ["it's"],
    ],
    ['lists of JSON', 'clean,corrupted,answers,wrong_answers', 'a,b,"["" x"", 7]",[]', [' x', 7], []],
    ['names in capitals', 'Clean,Corrupted,Answer,Wrong Answer', 'a,b, c, d', [' c'], [' d']],
    ['brackets in a text', 'clean,corrupted,answer,wrong_answer', 'a,b,[x],"[\'x"', ['[x]'], ["['x"]],
  ])('%s', async (_, header, cells, answers, wrongAnswers) => {
    expect(await rowsOf(header, cells)).toMatchObject({ answers, wrongAnswers })
  })

  it('right-to-left and combining letters stay as they are', async () => {
    const row = await rowsOf('clean,corrupted,answer,wrong_answer', 'שלום e\u0301,مرحبا é, ا, ב')
    expect(row).toEqual({ clean: 'שלום e\u0301', corrupt: 'مرحبا é', answers: [' ا'], wrongAnswers: [' ב'] })
  })
})

describe('what cannot be read is refused by what it is', () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
  const zipOf = (name: string) => zipSync({ [name]: new Uint8Array(3) })
  const cases: [string, string | Uint8Array, string][] = [
    ['a.pdf', '%PDF-1.7', 'This is a PDF document: save the prompts as CSV, JSON or JSON Lines.'],
    ['a.png', png, 'This is a PNG picture: save the prompts as CSV, JSON or JSON Lines.'],
    [
      'a.xls',
      Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1]),
      'This is an Office file of the older kind (.xls, .doc): save it as .xlsx or CSV.',
    ],
    [
      'a.pkl',
      Uint8Array.from([0x80, 5, 0x95, 0]),
      'This is a Python pickle, which may run any program when it is read, and is therefore not: save the table with to_csv or to_json(orient="records").',
    ],
    ['a.docx', zipOf('word/document.xml'), 'This is a Word document: save its table as CSV.'],
    ['a.zip', zipOf('prompts.csv'), 'This is a zip archive: unpack it, and import the file in it.'],
    [
      'a.pt',
      zipOf('archive/data.pkl'),
      'This is a PyTorch file, which may run any program when it is read: save the prompts as JSON.',
    ],
    [
      'a.html',
      '<!DOCTYPE html><html>',
      'This is a web page (HTML), not the file itself: download the file, and import that.',
    ],
    [
      'a.csv',
      'version https://git-lfs.github.com/spec/v1\noid',
      'This is the pointer of a large file that git has not fetched: run git lfs pull.',
    ],
    [
      'a.txt',
      '| clean | corrupt |\n|---|---|\n| a | b |',
      'This is a Markdown table: save it as CSV, or copy it from a spreadsheet.',
    ],
    [
      'a.json',
      "[{'clean': 'a'}]",
      'This is a Python literal (texts in single quotes), not JSON: write it with json.dump.',
    ],
    [
      'a.json',
      '[{"clean": "a", "corrupt": "NaN", "answer": NaN}]',
      'Line 1, column 45: JSON has no NaN; write null, or leave the field out.',
    ],
    [
      'a.json',
      '["a b", "c d"]',
      'This is a list of 2 texts, without corrupt prompts or answers: write objects {"clean", "corrupt", "answers", "wrong_answers"}.',
    ],
    [
      'a.jsonl',
      '{"clean": "a", "corrupt": "b"}\n{oops',
      "Line 2 is not valid JSON: Expected property name or '}' (column 2).",
    ],
    [
      'a.json',
      '{"prompts": [\n{"clean": "a",, }]}',
      'This is not valid JSON: Expected double-quoted property name (line 2, column 15).',
    ],
    ['a.csv', '', 'The file is empty.'],
    [
      'a.csv.gz',
      Uint8Array.from([0x1f, 0x8b, 8, 0]),
      'The gzip file is damaged (unexpected end of file): save or download it again.',
    ],
    ['bin', Uint8Array.from([1, 2, 0, 4, 0, 0]), 'is not a text file: save the prompts as CSV or JSON.'],
  ]
  it.each(cases)('%s %#', async (name, content, message) => {
    await expect(read(name, content)).rejects.toMatchObject({
      code: 'bad-input',
      message: name === 'bin' ? `${name} ${message}` : `${name}: ${message}`,
    })
  })

  it('files that unpack to far more than they are', async () => {
    const zeros = new Uint8Array(80 * 2 ** 20)
    await expect(read('bomb.csv.gz', new Uint8Array(gzipSync(zeros)))).rejects.toThrow(
      'bomb.csv.gz: The gzip file unpacks to too much: at most 64 MiB are read; use a part of the prompts.',
    )
    const workbook = zipSync({ 'xl/workbook.xml': new Uint8Array(4), 'xl/worksheets/sheet1.xml': zeros })
    await expect(read('bomb.xlsx', workbook)).rejects.toThrow(
      'bomb.xlsx: The workbook unpacks to too much: at most 64 MiB are read; use a part of the prompts.',
    )
  })

  it('a damaged workbook and a cut Parquet file', async () => {
    const workbook = workbookFile()
    await expect(read('a.xlsx', workbook.subarray(0, workbook.length - 40))).rejects.toMatchObject({
      code: 'bad-input',
    })
    const parquet = parquetFile()
    await expect(read('a.parquet', parquet.subarray(0, parquet.length - 9))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('a.parquet: The Parquet file cannot be read') as string,
    })
  })

  it('a cell, by row and column', async () => {
    const table = 'clean,corrupted,correct_idx,incorrect_idx\na,b,1,2\na,b,one,2\n'
    await expect(read('a.csv', table)).rejects.toThrow(
      'a.csv: Row 2: "correct_idx" must be a token id or a list of them, not "one".',
    )
    const workbook = workbookFile([PROMPT_COLUMNS, ['a', ' ', 'c', 'd']])
    await expect(read('a.xlsx', workbook)).rejects.toThrow('a.xlsx: Row 1: "corrupted" is empty.')
  })
})
