import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PatchbayError, type ParsedPrompts } from '../../contract'
import { describeWithShared } from '../../testing/real-models'
import { parsePrompts } from './parse-prompts'

const ROW = { clean: 'Lily was', corrupt: 'Tim was', answers: [' She'], wrongAnswers: [' He'] }
const AUTOCIRCUIT = { clean: 'Lily was', corrupt: 'Tim was', answers: [' She'], wrong_answers: [' He'] }
const IDS = { clean: [1, 317], corrupt: [1, 326], answers: [338, 12], wrong_answers: [346] }
const EAP_IG = 'clean,corrupted,correct_idx,incorrect_idx\n'

describe('prompt files', () => {
  const cases: [string, string, ParsedPrompts][] = [
    [
      'AutoCircuit JSON',
      JSON.stringify({ prompts: [AUTOCIRCUIT] }),
      { kind: 'rows', layout: 'AutoCircuit JSON', rows: [ROW], notes: [] },
    ],
    [
      'AutoCircuit JSON with token ids and other keys',
      JSON.stringify({ seq_labels: ['a'], prompts: [{ ...IDS, comment: 'x' }] }),
      {
        kind: 'rows',
        layout: 'AutoCircuit JSON',
        rows: [{ clean: [1, 317], corrupt: [1, 326], answers: [338, 12], wrongAnswers: [346] }],
        notes: ['Ignored: seq_labels, comment.'],
      },
    ],
    [
      'a bare list with single answers',
      JSON.stringify([{ clean: 'Lily was', corrupted: 'Tim was', answer: ' She', wrong_answer: ' He' }]),
      { kind: 'rows', layout: 'AutoCircuit JSON', rows: [ROW], notes: [] },
    ],
    [
      'one object',
      JSON.stringify(AUTOCIRCUIT, null, 2),
      { kind: 'rows', layout: 'AutoCircuit JSON', rows: [ROW], notes: [] },
    ],
    [
      'a prompt set of our own',
      JSON.stringify({ name: 'she', bos: 'no', rows: [ROW] }),
      { kind: 'rows', layout: 'AutoCircuit JSON', rows: [ROW], bos: 'no', notes: ['Ignored: name.'] },
    ],
    [
      'JSONL',
      `${JSON.stringify(AUTOCIRCUIT)}\n\n${JSON.stringify(AUTOCIRCUIT)}\r\n`,
      { kind: 'rows', layout: 'JSONL', rows: [ROW, ROW], notes: [] },
    ],
    [
      'EAP-IG CSV with an index column, quotes, a further column and a byte order mark',
      '\uFEFF,clean,corrupted,corrupted_hard,correct_idx,incorrect_idx\r\n7,"Then, Ann","Then, Bob",x,5,"[6, 7]"\r\n',
      {
        kind: 'rows',
        layout: 'EAP-IG CSV',
        rows: [{ clean: 'Then, Ann', corrupt: 'Then, Bob', answers: [5], wrongAnswers: [6, 7] }],
        notes: ['Ignored: a column without a name, corrupted_hard.'],
      },
    ],
    [
      'CSV with texts as answers',
      'clean,corrupt,answer,wrong_answer\nLily was,Tim was, She, He\n',
      { kind: 'rows', layout: 'Table', rows: [ROW], notes: [] },
    ],
    [
      "EAP-IG's greater-than CSV",
      'clean,corrupted,label\nfrom the year 1397 to the year 13,from the year 1301 to the year 13,97\n',
      {
        kind: 'rows',
        layout: 'EAP-IG CSV',
        rows: [
          {
            clean: 'from the year 1397 to the year 13',
            corrupt: 'from the year 1301 to the year 13',
            answers: ['98', '99'],
            wrongAnswers: Array.from({ length: 98 }, (_, year) => String(year).padStart(2, '0')),
          },
        ],
        notes: [
          'Read as greater-than: the answers are the years after the label, the wrong answers the others (00 to 99).',
        ],
      },
    ],
    [
      'a row that names the position of its answer',
      '[{"clean":[1,2],"corrupt":[1,3],"answers":[4],"wrong_answers":[5],"position":0}]',
      {
        kind: 'rows',
        layout: 'AutoCircuit JSON',
        rows: [{ clean: [1, 2], corrupt: [1, 3], answers: [4], wrongAnswers: [5], position: 0 }],
        notes: [],
      },
    ],
    [
      'names in another case, and one that nobody knows',
      JSON.stringify([{ Clean: [1], Corrupted: [2], Answer: 3, 'Wrong Answer': 4, Position: 0, positon: 0 }]),
      {
        kind: 'rows',
        layout: 'AutoCircuit JSON',
        rows: [{ clean: [1], corrupt: [2], answers: [3], wrongAnswers: [4], position: 0 }],
        notes: ['Ignored: positon.'],
      },
    ],
    [
      'JSONL whose rows say how they begin, and where the answer is',
      `${JSON.stringify({ ...AUTOCIRCUIT, bos: 'yes', pos: 1 })}\n${JSON.stringify({ ...AUTOCIRCUIT, bos: 'yes', answer_position: 0 })}`,
      {
        kind: 'rows',
        layout: 'JSONL',
        rows: [
          { ...ROW, position: 1 },
          { ...ROW, position: 0 },
        ],
        bos: 'yes',
        notes: [],
      },
    ],
    [
      'CSV with positions and BOS',
      'clean,corrupted,wrongAnswers,Answer,pos,BOS\na,b,,c,0,none\nd,e,,,,none',
      {
        kind: 'rows',
        layout: 'Table',
        rows: [
          { clean: 'a', corrupt: 'b', answers: ['c'], wrongAnswers: [], position: 0 },
          { clean: 'd', corrupt: 'e', answers: [], wrongAnswers: [] },
        ],
        bos: 'no',
        notes: [],
      },
    ],
    [
      'the export of a run',
      JSON.stringify({
        nodes: {},
        edges: {},
        patchbay: {
          format: 1,
          data: { name: 'she', hash: 'x', prompts: 1, bos: 'no', rows: [{ ...AUTOCIRCUIT, position: 1 }] },
        },
      }),
      { kind: 'rows', layout: 'AutoCircuit JSON', rows: [{ ...ROW, position: 1 }], bos: 'no', notes: [] },
    ],
    [
      'null for what is not given, and a field under two of its names that agree',
      JSON.stringify({
        bos: null,
        prompts: [
          { clean: 'a', corrupt: 'b', answers: null, wrong_answers: null, position: null, bos: null },
          { clean: 'a', corrupt: 'b', answers: ['c'], answer: 'c', pos: 0, position: null },
        ],
      }),
      {
        kind: 'rows',
        layout: 'AutoCircuit JSON',
        rows: [
          { clean: 'a', corrupt: 'b', answers: [], wrongAnswers: [] },
          { clean: 'a', corrupt: 'b', answers: ['c'], wrongAnswers: [], position: 0 },
        ],
        notes: [],
      },
    ],
    [
      'a table after an empty line, with answers as texts and as ids',
      '\nclean\tcorrupted\tanswer\tcorrect_idx\na\tb\tc\t5\n',
      {
        kind: 'rows',
        layout: 'EAP-IG CSV',
        rows: [{ clean: 'a', corrupt: 'b', answers: [5], wrongAnswers: [] }],
        notes: ['Ignored: answer.'],
      },
    ],
    [
      'prompts without answers, which some metrics do not need',
      JSON.stringify([
        { clean: 'a', corrupt: 'b', answer: 'c' },
        { clean: 'd', corrupt: 'e' },
      ]),
      {
        kind: 'rows',
        layout: 'AutoCircuit JSON',
        rows: [
          { clean: 'a', corrupt: 'b', answers: ['c'], wrongAnswers: [] },
          { clean: 'd', corrupt: 'e', answers: [], wrongAnswers: [] },
        ],
        notes: [],
      },
    ],
    [
      'CSV with a label that is not a year',
      'clean,corrupted,label\na,b,yes',
      {
        kind: 'rows',
        layout: 'EAP-IG CSV',
        rows: [{ clean: 'a', corrupt: 'b', answers: [], wrongAnswers: [] }],
        notes: ['Ignored: label.'],
      },
    ],
    [
      'rows of a spreadsheet that are lists of ids, with a cell too many',
      '[1, 317]\t[1, 326]\t[338]\t[346]\n[1, 3]\t[1, 4]\t[5]\t[6]\tx\n',
      {
        kind: 'rows',
        layout: 'Table',
        rows: [
          { clean: [1, 317], corrupt: [1, 326], answers: [338], wrongAnswers: [346] },
          { clean: [1, 3], corrupt: [1, 4], answers: [5], wrongAnswers: [6] },
        ],
        notes: ['Ignored: cells after the column wrong_answer.'],
      },
    ],
    [
      'letters lost before',
      '[{"clean":"caf\uFFFD","corrupt":"b","answer":"c","wrong_answer":"d"}]',
      {
        kind: 'rows',
        layout: 'AutoCircuit JSON',
        rows: [{ clean: 'caf\uFFFD', corrupt: 'b', answers: ['c'], wrongAnswers: ['d'] }],
        notes: [
          'The text holds the replacement character \uFFFD: letters were lost when it was written or copied.',
        ],
      },
    ],
    [
      'rows of a spreadsheet',
      'Lily was\tTim was\t She\t He\n',
      { kind: 'rows', layout: 'Table', rows: [ROW], notes: [] },
    ],
    [
      'rows of a spreadsheet with names and token ids',
      'Clean\tCorrupt\tAnswer\tWrong_answer\n[1, 317]\t[1, 326]\t[338]\t[346]\n',
      {
        kind: 'rows',
        layout: 'Table',
        rows: [{ clean: [1, 317], corrupt: [1, 326], answers: [338], wrongAnswers: [346] }],
        notes: [],
      },
    ],
  ]
  it.each(cases)('%s', (_, text, parsed) => {
    expect(parsePrompts(text)).toEqual(parsed)
  })
})

describe('bad prompt files', () => {
  const json = (...prompts: unknown[]) => JSON.stringify({ prompts })
  const without = (name: string) =>
    Object.fromEntries(Object.entries(AUTOCIRCUIT).filter(([key]) => key !== name))
  const cases: [string, string][] = [
    ['', 'There is nothing to read: the text is empty.'],
    [' \n\t', 'There is nothing to read: the text is empty.'],
    ['{"prompts": [', 'This is not valid JSON: Unexpected end of JSON input.'],
    ['{"prompts": []}', 'There are no prompts in it.'],
    ['[]', 'There are no prompts in it.'],
    [
      '{"nodes": {}, "patchbay": {"data": {"prompts": 2, "bos": "none"}}}',
      'The JSON has no list "prompts" of {clean, corrupt, answers, wrong_answers}.',
    ],
    ['{"nodes": {}}', 'The JSON has no list "prompts" of {clean, corrupt, answers, wrong_answers}.'],
    [json(AUTOCIRCUIT, 7), 'Row 2 must be an object {clean, corrupt, ...}, not 7.'],
    [json(without('clean')), 'Row 1: "clean" is missing.'],
    [json(AUTOCIRCUIT, without('corrupt')), 'Row 2: "corrupt" is missing.'],
    [
      json({ ...AUTOCIRCUIT, clean: true }),
      'Row 1: "clean" must be a text or a list of token ids, not true.',
    ],
    [json({ ...IDS, clean: [1, -2] }), 'Row 1: "clean" must be a text or a list of token ids, not [1,-2].'],
    [json({ ...IDS, corrupt: ['a'] }), 'Row 1: "corrupt" must be a text or a list of token ids, not ["a"].'],
    [json({ ...IDS, answers: [1.5] }), 'Row 1: "answers" must be a list of texts or token ids, not [1.5].'],
    [json({ ...IDS, answers: [null] }), 'Row 1: "answers" must be a list of texts or token ids, not [null].'],
    [json({ ...IDS, clean: null }), 'Row 1: "clean" must be a text or a list of token ids, not null.'],
    [
      json({ ...AUTOCIRCUIT, answers: [' She'], Answer: ' He' }),
      'Row 1: "answers" is [" She"], "Answer" is " He": give one of them.',
    ],
    [
      json({ ...AUTOCIRCUIT, Clean: 'Lily' }),
      'Row 1: "clean" is "Lily was", "Clean" is "Lily": give one of them.',
    ],
    [
      JSON.stringify({ bos: 'no', BOS: 'yes', prompts: [AUTOCIRCUIT] }),
      'The file: "bos" is "no", "BOS" is "yes": give one of them.',
    ],
    [
      'clean,corrupted,answer,Clean\na,b,c,d',
      'The columns "clean" and "Clean" mean the same: delete all but one.',
    ],
    [
      'clean,corrupted,answer,answers\na,b,c,d',
      'The columns "answer" and "answers" mean the same: delete all but one.',
    ],
    [`${JSON.stringify(AUTOCIRCUIT)}\n{"clean": `, 'Line 2 is not valid JSON: Unexpected end of JSON input.'],
    [`${JSON.stringify(AUTOCIRCUIT)}\n[1]`, 'Row 2 must be an object {clean, corrupt, ...}, not [1].'],
    [
      'Lily was sad',
      'There is no column "clean"; a CSV table starts with the names of its columns, such as clean,corrupted,correct_idx,incorrect_idx.',
    ],
    [EAP_IG, 'There are no prompts in it.'],
    [
      'clean,correct_idx,incorrect_idx\na,1,2',
      'There is no column "corrupted"; the columns are clean, correct_idx, incorrect_idx.',
    ],
    [
      `clean,${'c'.repeat(1_000)},${Array.from({ length: 30 }, (_, i) => `x${i}`).join(',')}\na,b`,
      `There is no column "corrupted"; the columns are clean, ${'c'.repeat(37)}..., ${Array.from({ length: 18 }, (_, i) => `x${i}`).join(', ')} and 12 more.`,
    ],
    [`${EAP_IG}a,b,1,2\na,,1,2`, 'Row 2: "corrupted" is empty.'],
    [`${EAP_IG}a,b,one,2`, 'Row 1: "correct_idx" must be a token id or a list of them, not "one".'],
    [`${EAP_IG}a,b,-1,2`, 'Row 1: "correct_idx" must be a token id or a list of them, not "-1".'],
    [`${EAP_IG}a,b,1,2\n"a,b,1,2`, 'Line 3: a quotation mark is misplaced or never closed.'],
    [
      json({ ...AUTOCIRCUIT, pos: 1, answer_position: 2 }),
      'Row 1: "pos" is 1, "answer_position" is 2: give one of them.',
    ],
    [json({ ...AUTOCIRCUIT, Pos: -1 }), 'Row 1: "Pos" must be the index of a token, counted from 0, not -1.'],
    [
      'clean,corrupted,answer,pos\na,b,c,last',
      'Row 1: "pos" must be the index of a token, counted from 0, not "last".',
    ],
    [
      JSON.stringify({ bos: 'always', prompts: [AUTOCIRCUIT] }),
      'The file: "bos" must be one of yes, no, tokenizer, not "always".',
    ],
    [
      JSON.stringify({ bos: 'no', prompts: [AUTOCIRCUIT, { ...AUTOCIRCUIT, bos: 'yes' }] }),
      'Row 2 says "yes" of "bos", the file "no": all rows of a set begin alike.',
    ],
    [
      json({ ...AUTOCIRCUIT, bos: 'no' }, AUTOCIRCUIT),
      'Row 2 says nothing of "bos", row 1 "no": all rows of a set begin alike.',
    ],
    [
      '{"prompts": [{"clean": "a", "corrupt": "b", "answers": [1], "wrong_answers": [2], "answers": [3]}]}',
      'The JSON has the key "answers" twice in "prompts": delete one of them.',
    ],
    [
      '{"clean": "a", "corrupt": "b", "answers": [1]}\n{"clean": "a", "clean": "c", "corrupt": "b", "answers": [1]}',
      'Line 2 has the key "clean" twice: delete one of them.',
    ],
  ]
  it.each(cases)('%j', (text, message) => {
    expect(() => parsePrompts(text)).toThrow(new PatchbayError('bad-input', message))
  })

  it('are named', () => {
    expect(() => parsePrompts('[]', 'she.json')).toThrow(
      new PatchbayError('bad-input', 'she.json: There are no prompts in it.'),
    )
  })
})

describeWithShared("the field's own prompt files", (shared) => {
  const parsed = (name: string) => parsePrompts(readFileSync(path.join(shared, 'data', name), 'utf8'), name)

  it('IOI of EAP-IG', () => {
    const { rows, notes, layout } = parsed('ioi_llama.csv')
    expect([layout, rows.length, notes]).toEqual([
      'EAP-IG CSV',
      499,
      ['Ignored: a column without a name, corrupted_hard.'],
    ])
    expect(rows[0]).toEqual({
      clean: 'Then, Aaron and Amber were working at the house. Aaron decided to give a drink to',
      corrupt: 'Then, Aaron and Amber were working at the house. Tiffany decided to give a drink to',
      answers: [47764],
      wrongAnswers: [26757],
    })
  })

  it('greater-than of EAP-IG', () => {
    const { rows, layout } = parsed('greater_than_data.csv')
    expect([layout, rows.length, rows[0].answers.length, rows[0].answers[0]]).toEqual([
      'EAP-IG CSV',
      1000,
      47,
      '53',
    ])
  })

  it('pronouns as AutoCircuit JSON', () => {
    expect(parsed('stories260k-possessive.prompts.json')).toMatchObject({
      kind: 'rows',
      layout: 'AutoCircuit JSON',
      notes: [],
    })
  })
})

it('reads token ids with a page break or a hard space between them', () => {
  const { rows } = parsePrompts('[1,\f2]\t[1,\u00a03]\t[\v4]\t05\n')
  expect(rows).toMatchObject([{ clean: [1, 2], corrupt: [1, 3], answers: [4] }])
})
