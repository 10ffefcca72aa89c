import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ParsedPrompts } from '../../../contract'
import { describeWithShared } from '../../../testing/real-models'
import { parsePrompts } from './read-prompts'

const ROW = { clean: 'Lily was', corrupt: 'Tim was', answers: [' She'], wrongAnswers: [' He'] }
const AUTOCIRCUIT = { clean: 'Lily was', corrupt: 'Tim was', answers: [' She'], wrong_answers: [' He'] }
const IDS = { clean: [1, 317], corrupt: [1, 326], answers: [338, 12], wrong_answers: [346] }
const EAP_IG_BOS = {
  bos: 'yes' as const,
  why: 'The code that these files are made for (EAP-IG) puts BOS in front of each prompt (prepend_bos).',
}

describe('prompt files', () => {
  const cases: [string, string, ParsedPrompts][] = [
    [
      'AutoCircuit JSON',
      JSON.stringify({ prompts: [AUTOCIRCUIT] }),
      {
        kind: 'rows',
        layout: 'AutoCircuit, JSON',
        proposedBos: {
          bos: 'yes',
          why: "AutoCircuit's own code puts BOS in front of prompts that are texts.",
        },
        rows: [ROW],
        notes: [],
      },
    ],
    [
      'AutoCircuit JSON with token ids and other keys',
      JSON.stringify({ seq_labels: ['a'], prompts: [{ ...IDS, comment: 'x' }] }),
      {
        kind: 'rows',
        layout: 'AutoCircuit, JSON',
        choices: { labels: ['a'] },
        rows: [{ clean: [1, 317], corrupt: [1, 326], answers: [338, 12], wrongAnswers: [346] }],
        notes: ['Ignored: comment.'],
      },
    ],
    [
      'a bare list with single answers',
      JSON.stringify([{ clean: 'Lily was', corrupted: 'Tim was', answer: ' She', wrong_answer: ' He' }]),
      { kind: 'rows', layout: 'Prompt table, JSON', rows: [ROW], notes: [] },
    ],
    [
      'one object',
      JSON.stringify(AUTOCIRCUIT, null, 2),
      { kind: 'rows', layout: 'Prompt table, JSON', rows: [ROW], notes: [] },
    ],
    [
      'a prompt set of our own',
      JSON.stringify({ name: 'she', bos: 'no', rows: [ROW] }),
      { kind: 'rows', layout: 'Patchbay prompts, JSON', rows: [ROW], bos: 'no', notes: [] },
    ],
    [
      'JSONL',
      `${JSON.stringify(AUTOCIRCUIT)}\n\n${JSON.stringify(AUTOCIRCUIT)}\r\n`,
      { kind: 'rows', layout: 'Prompt table, JSON Lines', rows: [ROW, ROW], notes: [] },
    ],
    [
      'EAP-IG CSV with an index column, quotes, a further column and a byte order mark',
      '\uFEFF,clean,corrupted,corrupted_hard,correct_idx,incorrect_idx\r\n7,"Then, Ann","Then, Bob",x,5,"[6, 7]"\r\n',
      {
        kind: 'rows',
        layout: 'Faithfulness IOI, CSV',
        proposedBos: EAP_IG_BOS,
        options: [
          {
            name: 'corrupt',
            title: 'Corrupt prompts from the column',
            values: ['corrupted', 'corrupted_hard'],
            chosen: 'corrupted',
          },
        ],
        rows: [{ clean: 'Then, Ann', corrupt: 'Then, Bob', answers: [5], wrongAnswers: [6, 7] }],
        notes: ['The corrupt prompts are those of "corrupted".', 'Ignored: column 1.'],
      },
    ],
    [
      'CSV with texts as answers',
      'clean,corrupt,answer,wrong_answer\nLily was,Tim was, She, He\n',
      { kind: 'rows', layout: 'Prompt table, CSV', rows: [ROW], notes: [] },
    ],
    [
      "EAP-IG's greater-than CSV",
      'clean,corrupted,label\nfrom the year 1397 to the year 13,from the year 1301 to the year 13,97\n',
      {
        kind: 'rows',
        layout: 'Greater-than, CSV',
        proposedBos: EAP_IG_BOS,
        choices: { answerReading: 'typed' },
        rows: [
          {
            clean: 'from the year 1397 to the year 13',
            corrupt: 'from the year 1301 to the year 13',
            answers: ['98', '99'],
            wrongAnswers: Array.from({ length: 98 }, (_, year) => String(year).padStart(2, '0')),
          },
        ],
        notes: [
          'Read as greater-than: the answers are the years after label, the wrong answers the others (00 to 99).',
        ],
      },
    ],
    [
      'a row that names the position of its answer',
      '[{"clean":[1,2],"corrupt":[1,3],"answers":[4],"wrong_answers":[5],"position":0}]',
      {
        kind: 'rows',
        layout: 'Prompt table, JSON',
        rows: [{ clean: [1, 2], corrupt: [1, 3], answers: [4], wrongAnswers: [5], position: 0 }],
        notes: [],
      },
    ],
    [
      'names in another case, and one that nobody knows',
      JSON.stringify([{ Clean: [1], Corrupted: [2], Answer: 3, 'Wrong Answer': 4, Position: 0, positon: 0 }]),
      {
        kind: 'rows',
        layout: 'Prompt table, JSON',
        rows: [{ clean: [1], corrupt: [2], answers: [3], wrongAnswers: [4], position: 0 }],
        notes: ['Ignored: positon.'],
      },
    ],
    [
      'JSONL whose rows say how they begin, and where the answer is',
      `${JSON.stringify({ ...AUTOCIRCUIT, bos: 'yes', pos: 1 })}\n${JSON.stringify({ ...AUTOCIRCUIT, bos: 'yes', answer_position: 0 })}`,
      {
        kind: 'rows',
        layout: 'Prompt table, JSON Lines',
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
        layout: 'Prompt table, CSV',
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
      {
        kind: 'rows',
        layout: 'Patchbay prompts, JSON',
        rows: [{ ...ROW, position: 1 }],
        bos: 'no',
        notes: [],
      },
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
        layout: 'Patchbay prompts, JSON',
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
        layout: 'Prompt table, Tab-separated',
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
        layout: 'Prompt table, JSON',
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
        layout: 'Prompt table, CSV',
        rows: [{ clean: 'a', corrupt: 'b', answers: [], wrongAnswers: [] }],
        notes: ['Ignored: label.'],
      },
    ],
    [
      'rows of a spreadsheet that are lists of ids, with a cell too many',
      '[1, 317]\t[1, 326]\t[338]\t[346]\n[1, 3]\t[1, 4]\t[5]\t[6]\tx\n',
      {
        kind: 'rows',
        layout: 'Prompt table, Tab-separated',
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
        layout: 'Prompt table, JSON',
        rows: [{ clean: 'caf\uFFFD', corrupt: 'b', answers: ['c'], wrongAnswers: ['d'] }],
        notes: [
          'The text holds the replacement character \uFFFD: letters were lost when it was written or copied.',
        ],
      },
    ],
    [
      'rows of a spreadsheet',
      'Lily was\tTim was\t She\t He\n',
      { kind: 'rows', layout: 'Prompt table, Tab-separated', rows: [ROW], notes: [] },
    ],
    [
      'rows of a spreadsheet with names and token ids',
      'Clean\tCorrupt\tAnswer\tWrong_answer\n[1, 317]\t[1, 326]\t[338]\t[346]\n',
      {
        kind: 'rows',
        layout: 'Prompt table, Tab-separated',
        rows: [{ clean: [1, 317], corrupt: [1, 326], answers: [338], wrongAnswers: [346] }],
        notes: [],
      },
    ],
  ]
  it.each(cases)('%s', (_, text, parsed) => {
    expect(parsePrompts(text)).toEqual(parsed)
  })
})

describeWithShared("the field's own prompt files", (shared) => {
  const parsed = (name: string) => parsePrompts(readFileSync(path.join(shared, 'data', name), 'utf8'), name)

  it('IOI of EAP-IG', () => {
    const { rows, notes, layout } = parsed('ioi_llama.csv')
    expect([layout, rows.length, notes]).toEqual([
      'Faithfulness IOI, CSV',
      499,
      ['The corrupt prompts are those of "corrupted".', 'Ignored: column 1.'],
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
      'Greater-than, CSV',
      1000,
      47,
      '53',
    ])
  })

  it('pronouns as AutoCircuit JSON', () => {
    expect(parsed('stories260k-possessive.prompts.json')).toMatchObject({
      kind: 'rows',
      layout: 'AutoCircuit, JSON',
      notes: [],
    })
  })
})

it('reads token ids with a page break or a hard space between them', () => {
  const { rows } = parsePrompts('[1,\f2]\t[1,\u00a03]\t[\v4]\t05\n')
  expect(rows).toMatchObject([{ clean: [1, 2], corrupt: [1, 3], answers: [4] }])
})
