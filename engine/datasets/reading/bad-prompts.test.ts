import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../../contract'
import { parsePrompts } from './read-prompts'

const AUTOCIRCUIT = { clean: 'Lily was', corrupt: 'Tim was', answers: [' She'], wrong_answers: [' He'] }
const IDS = { clean: [1, 317], corrupt: [1, 326], answers: [338, 12], wrong_answers: [346] }
const EAP_IG = 'clean,corrupted,correct_idx,incorrect_idx\n'

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
      'It is not known which columns are the prompts and answers (there are clean, correct_idx, incorrect_idx): name them, on the command line with --columns clean=clean,corrupt=CORRUPT,answer=correct_idx:ids,wrong=incorrect_idx:ids.',
    ],
    [
      `clean,${'c'.repeat(1_000)},${Array.from({ length: 30 }, (_, i) => `x${i}`).join(',')}\na,b`,
      `It is not known which columns are the prompts and answers (there are clean, ${'c'.repeat(37)}..., ${Array.from({ length: 18 }, (_, i) => `x${i}`).join(', ')} and 12 more): name them, on the command line with --columns clean=clean,corrupt=CORRUPT,answer=ANSWER,wrong=WRONG.`,
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
