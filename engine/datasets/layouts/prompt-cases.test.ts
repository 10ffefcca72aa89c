import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { ReadPrompts } from '../../../contract'
import { describeWithShared } from '../../../testing/real-models'
import { readPrompts } from '../reading/read-prompts'

const MARY = {
  clean: 'When Mary and John went to the store, John gave a drink to',
  corrupt: 'When Mary and John went to the store, Anna gave a drink to',
}
const TEXTS = { ...MARY, answers: [' Mary'], wrongAnswers: [' John'] }
const IDS = { ...MARY, answers: [5335], wrongAnswers: [1757] }

/** Layout, number of rows, and what the first row has. */
const CASES: [file: string, layout: string, rows: number, first: object][] = [
  ['autocircuit-docstring.json', 'AutoCircuit, JSON', 3, { answers: [' size'] }],
  [
    'autocircuit-ioi-word-idxs.json',
    'AutoCircuit, JSON',
    3,
    { answers: [' Marco'], wrongAnswers: [' William'] },
  ],
  [
    'autocircuit-tracr-reverse.json',
    'AutoCircuit, JSON',
    9,
    { clean: [3, 0, 0, 0, 0, 0], answers: [0], wrongAnswers: [1], position: 1 },
  ],
  ['faithfulness-ioi.csv', 'Faithfulness IOI, CSV', 4, { answers: [14235], wrongAnswers: [16753] }],
  [
    'faithfulness-gender-bias.csv',
    'Faithfulness gender bias, CSV',
    4,
    { answers: [673], wrongAnswers: [339] },
  ],
  [
    'faithfulness-greater-than.csv',
    'Greater-than, CSV',
    4,
    { clean: 'The contract lasted from the year 1352 to the year 13' },
  ],
  [
    'faithfulness-fact-retrieval.csv',
    'Faithfulness fact retrieval, CSV',
    4,
    { clean: ' Kabul, the capital of', answers: [8037], wrongAnswers: [1578] },
  ],
  [
    'faithfulness-hypernymy.csv',
    'Faithfulness hypernymy, CSV',
    4,
    { answers: [16840, 23685], wrongAnswers: [7018, 7602] },
  ],
  [
    'faithfulness-sva.csv',
    'Faithfulness subject-verb agreement, CSV',
    4,
    { clean: 'The poems that the skater likes' },
  ],
  ['layouts/feature-circuits.jsonl', 'Feature circuits, JSON Lines', 2, TEXTS],
  ['layouts/mib-ioi.jsonl', 'MIB, JSON Lines', 2, { ...MARY, answers: ['Mary'], wrongAnswers: ['John'] }],
  ['layouts/mib-mcqa.jsonl', 'MIB, JSON', 1, { answers: ['B'], wrongAnswers: ['Y'] }],
  ['layouts/ids.jsonl', 'EAP-IG, JSON Lines', 2, IDS],
  ['containers/data-key.json', 'Prompt table, JSON', 2, TEXTS],
  ['containers/float-ids.csv', 'EAP-IG, CSV', 2, IDS],
  ['containers/latin1.csv', 'Prompt table, CSV', 1, { clean: 'Le caf\u00e9 de', corrupt: 'Le th\u00e9 de' }],
  [
    'containers/list-answers.csv',
    'Prompt table, CSV',
    2,
    { answers: [' Mary', ' Ann'], wrongAnswers: [' John'] },
  ],
  ['containers/pandas-columns.json', 'Prompt table, JSON', 2, TEXTS],
  ['containers/pipe.csv', 'Prompt table, CSV with |', 2, TEXTS],
  ['containers/rows.csv.gz', 'Prompt table, CSV', 2, TEXTS],
  ['containers/rows.parquet', 'Prompt table, Parquet', 2, TEXTS],
  ['containers/rows.xlsx', 'Prompt table, Excel', 2, TEXTS],
  ['containers/semicolon.csv', 'Prompt table, CSV with ;', 2, TEXTS],
  ['containers/sep-line.csv', 'Prompt table, CSV with ;', 2, TEXTS],
  ['containers/upper-header.csv', 'Prompt table, CSV', 2, TEXTS],
  ['containers/utf16le.csv', 'Prompt table, Tab-separated', 2, TEXTS],
]

const REFUSED: [file: string, sentence: string][] = [
  [
    'autocircuit-micro.json',
    'Row 1: "clean" is a list of vectors, not of tokens: Patchbay reads token ids, or the text itself.',
  ],
  ['bad/bad-line.jsonl', "Line 2 is not valid JSON: Expected property name or '}' (column 2)."],
  [
    'bad/flat-list.json',
    'This is a list of 2 texts, without corrupt prompts or answers: write objects {"clean", "corrupt", "answers", "wrong_answers"}.',
  ],
  ['bad/markdown-table.txt', 'This is a Markdown table: save it as CSV, or copy it from a spreadsheet.'],
  ['bad/nan.json', 'Line 1, column 65: JSON has no NaN; write null, or leave the field out.'],
  [
    'bad/pandas.pkl',
    'This is a Python pickle, which may run any program when it is read, and is therefore not: save the table with to_csv or to_json(orient="records").',
  ],
  [
    'bad/single-quotes.json',
    'This is a Python literal (texts in single quotes), not JSON: write it with json.dump.',
  ],
]

describeWithShared('prompt files of other programs', (shared) => {
  const read = (file: string, options = {}): Promise<ReadPrompts> => {
    const bytes = new Uint8Array(readFileSync(path.join(shared, 'cases/prompts', file)))
    return readPrompts({ file: { fileName: path.basename(file), bytes }, options }, null)
  }

  it.each(CASES)('%s', async (file, layout, count, first) => {
    const prompts = await read(file)
    expect(prompts).toMatchObject({ kind: 'rows', layout })
    if (prompts.kind !== 'rows') return
    expect(prompts.rows).toHaveLength(count)
    expect(prompts.rows[0]).toMatchObject(first)
  })

  it.each(REFUSED)('%s is refused', async (file, sentence) => {
    await expect(read(file)).rejects.toMatchObject({ message: `${path.basename(file)}: ${sentence}` })
  })

  it('positions of AutoCircuit are spans and labels of the set', async () => {
    const prompts = await read('autocircuit-ioi-word-idxs.json')
    expect(prompts).toMatchObject({ proposedBos: { bos: 'yes' }, choices: { labels: { length: 14 } } })
    const spans = prompts.kind === 'rows' ? prompts.rows.map((row) => row.spans) : []
    expect(spans[2]).toContainEqual({ name: 'IO', from: 1, to: 1 })
    expect(spans[0]).toContainEqual({ name: 'end', from: 13, to: 13 })
  })

  it('the years above are right, those up to the year wrong', async () => {
    const prompts = await read('faithfulness-greater-than.csv')
    expect(prompts).toMatchObject({ choices: { answerReading: 'typed' } })
    const [{ answers, wrongAnswers }] = prompts.kind === 'rows' ? prompts.rows : []
    expect([answers[0], answers.at(-1), wrongAnswers[0], wrongAnswers.at(-1)]).toEqual([
      '53',
      '99',
      '00',
      '52',
    ])
  })

  it('the hard corruption of IOI is chosen by name, another name refused', async () => {
    const hard = await read('faithfulness-ioi.csv', { corrupt: 'corrupted_hard' })
    const corrupt = 'When Amy and Laura got a snack at the house, Amy decided to give it to'
    expect(hard).toMatchObject({ rows: { 0: { corrupt } } })
    await expect(read('faithfulness-ioi.csv', { corrupt: 'x' })).rejects.toThrow(
      'There is no "x" to take the corrupt prompts from; there are corrupted, corrupted_hard.',
    )
  })

  it('verbs agree with the number of the clean subject, from a list of one\u2019s own as well', async () => {
    const prompts = await read('faithfulness-sva.csv', { verbs: 'is are\nwas were' })
    const rows = prompts.kind === 'rows' ? prompts.rows : []
    expect(rows[0]).toMatchObject({ answers: ['are', 'were'], wrongAnswers: ['is', 'was'] })
    expect(rows[1]).toMatchObject({ answers: ['is', 'was'], wrongAnswers: ['are', 'were'] })
  })

  it('names that nobody knows are asked about, words without prompts are lists', async () => {
    expect(await read('layouts/target-distractor.csv')).toMatchObject({
      kind: 'columns',
      suggested: {
        answers: { column: 'target', as: 'text' },
        wrongAnswers: { column: 'distractor', as: 'text' },
      },
    })
    expect(await read('layouts/function-vectors-antonym.json')).toMatchObject({
      kind: 'words',
      lists: [{ name: 'input', words: { length: 4 } }, { name: 'output' }],
    })
  })
})
