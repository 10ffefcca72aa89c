import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BosChoice, PromptRow } from '../../contract'
import { BYTE_LEVEL, modelWith, row, WORD_LEVEL } from '../../testing/small-vocabularies'
import { describeWithShared } from '../../testing/real-models'
import { openModel } from '../model'
import { checkPrompts } from './check-prompts'
import { encodePrompts } from './encode-prompts'
import { parsePrompts } from './reading/read-prompts'

describe('a row that can run', () => {
  it('shows tokens, BOS, differences and the answer position', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const checked = checkPrompts(model, { bos: 'yes' }, [
      row('Lily was sad.', 'Tim was sad.', [' She'], [' He']),
    ])
    expect(checked).toMatchObject({ ready: true, problems: [] })
    expect(checked.rows[0]).toEqual({
      clean: [0, 1, 7, 8, 9].map((id) => ({
        id,
        text: ['<s>', 'Lily', 'Tim', 'She', 'He', '', '', ' was', ' sad', '.'][id],
      })),
      corrupt: [0, 2, 7, 8, 9].map((id) => ({
        id,
        text: ['<s>', 'Lily', 'Tim', 'She', 'He', '', '', ' was', ' sad', '.'][id],
      })),
      answers: [{ id: 5, text: ' She' }],
      wrongAnswers: [{ id: 6, text: ' He' }],
      answerPosition: 4,
      startsWithBos: true,
      differences: [1],
      reading: { taken: 'spaced', isChoice: true, isChanged: false },
      inFront: 1,
      problems: [],
      notes: [],
    })
  })

  it('is remarked upon where something else is probably meant, and runs all the same', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const notesOf = (...args: Parameters<typeof row>) => {
      const { ready, rows } = checkPrompts(model, { bos: 'yes' }, [row(...args)])
      return [ready, rows[0].notes]
    }
    const typed = { bos: 'yes', answerReading: 'typed' } as const
    const [asTyped] = checkPrompts(model, typed, [row('Lily.', 'Tim.', [' She'], ['He'])]).rows
    expect([asTyped.answers, asTyped.wrongAnswers].flat().map(({ text }) => text)).toEqual([' She', 'He'])
    expect(asTyped.notes).toEqual([
      'Some of the answers begin with a space and some do not: the metric compares tokens of two kinds.',
    ])
    expect(notesOf('Lily was', 'Lily was', [' She'], [' He'])).toEqual([
      true,
      ['Clean and corrupt are the same: this row cannot show a difference.'],
    ])
    expect(notesOf([0, 1, 7], [0, 2, 7], [' She'], [6])).toEqual([true, []])
    expect(notesOf('Lily was', 'Tim was', [5, ' She', 5], [6])).toEqual([
      true,
      ['The token " She" is named more than once on one side: it counts once.'],
    ])
  })

  it('is measured at what continues the prompt cut at its position', async () => {
    const model = await modelWith(BYTE_LEVEL)
    const inside = { ...row('Lily was sad.', 'Tim was sad.', [' sad'], [' She']), position: 1 }
    const typed = { ...row('Lily was sad.', 'Tim was sad.', ['.'], [6]), position: 2 }
    const ids = { ...row([1, 7, 8, 9], [2, 7, 8, 9], [' sad'], [5]), position: 1 }
    const read = checkPrompts(model, { bos: 'no' }, [inside, typed, ids]).rows
    expect(
      read.map(({ answers, answerPosition, problems }) => [answers[0].id, answerPosition, problems]),
    ).toEqual([
      [8, 1, []],
      [9, 2, []],
      [8, 1, []],
    ])
  })

  it('says where the corrupt prompt would go on with another token', async () => {
    const model = await modelWith(BYTE_LEVEL)
    const [checked] = checkPrompts(model, { bos: 'no' }, [row('Tom ..', 'Tom .T', ['i'], [6])]).rows
    expect([checked.problems, checked.answers.map(({ text }) => text), checked.notes]).toEqual([
      [],
      ['i'],
      [
        'After the corrupt prompt, "i" would be read as "Ti": both runs are measured at the clean prompt\'s token "i".',
      ],
    ])
  })

  it('has its spans where the model sees them, whatever BOS is put in front', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const spans = [
      { name: 'subject', from: 0, to: 0 },
      { name: 'end', from: 2, to: 3 },
    ]
    const spansOf = (clean: PromptRow['clean'], bos: BosChoice) => {
      const [read] = checkPrompts(model, { bos }, [{ ...row(clean, clean, [5], [6]), spans }]).rows
      return [read.inFront ?? 0, read.spans?.map(({ from, to }) => [from, to]), read.problems]
    }
    const [plain, shifted] = [
      [
        [0, 0],
        [2, 3],
      ],
      [
        [1, 1],
        [3, 4],
      ],
    ]
    expect(spansOf('Lily was sad.', 'no')).toEqual([0, plain, []])
    expect(spansOf('Lily was sad.', 'yes')).toEqual([1, shifted, []])
    expect(spansOf('<s>Lily was sad.', 'no')).toEqual([0, plain, []])
    expect(spansOf([0, 1, 7, 8], 'yes')).toEqual([0, plain, []])
    const [, , [problem]] = spansOf('Lily was', 'yes') as [number, unknown, { message: string }[]]
    expect(problem.message).toBe(
      'The span "end" ends at token 3, beyond the prompt\'s end: its tokens are counted from 0 to 1, a BOS put in front not counted.',
    )
  })

  it('becomes a pair of token ids', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const rows = [row('Lily was', 'Tim was', [' She', 3, 3], [6]), row([1, 7], [2, 7], [5], [6])]
    expect(encodePrompts(model, { bos: 'no' }, rows).pairs).toEqual([
      {
        clean: Int32Array.of(1, 7),
        corrupt: Int32Array.of(2, 7),
        answers: [5, 3],
        wrongAnswers: [6],
        answerPosition: 1,
      },
      {
        clean: Int32Array.of(1, 7),
        corrupt: Int32Array.of(2, 7),
        answers: [5],
        wrongAnswers: [6],
        answerPosition: 1,
      },
    ])
    expect(encodePrompts(model, { bos: 'yes' }, rows).pairs.map(({ clean }) => [...clean])).toEqual([
      [0, 1, 7],
      [1, 7],
    ])
  })

  it('is typed as ids where the model has no tokenizer', async () => {
    const model = await modelWith(null)
    expect(model.info.warnings).toEqual([
      'There is no tokenizer.json beside the weights: prompts and answers must be token ids.',
    ])
    const checked = checkPrompts(model, { bos: 'tokenizer' }, [row('[1, 2]', '3 2', ['5'], [6])])
    expect(checked.ready).toBe(true)
    expect(checked.rows[0].clean).toEqual([
      { id: 1, text: '1' },
      { id: 2, text: '2' },
    ])
  })
})

describe('a row that cannot run', () => {
  const models = {
    bytes: () => modelWith(BYTE_LEVEL),
    words: () => modelWith(WORD_LEVEL),
    ids: () => modelWith(null),
  }
  const tooLong = { clean: Array(17).fill(1) as number[], corrupt: Array(17).fill(2) as number[] }
  const good = { clean: 'Lily was', corrupt: 'Tim was', answers: [' She'], wrongAnswers: [' He'] }
  const words = { clean: 'the cat', corrupt: 'the dog', answers: ['cat'], wrongAnswers: ['dog'] }

  const cases: [keyof typeof models, PromptRow, [field: string, message: string][]][] = [
    ['bytes', row('', '', [], []), [['row', 'The row is empty; fill it in or delete it.']]],
    ['bytes', row('', '', [''], ['']), [['row', 'The row is empty; fill it in or delete it.']]],
    ['bytes', { ...good, clean: '' }, [['clean', 'Clean is empty; type a prompt.']]],
    ['bytes', { ...good, corrupt: [] }, [['corrupt', 'Corrupt is empty; type a prompt.']]],
    ['bytes', { ...good, answers: [] }, [['answers', 'Answer is empty; type one token.']]],
    ['bytes', { ...good, wrongAnswers: [''] }, [['wrongAnswers', 'Wrong answer is empty; type one token.']]],
    [
      'bytes',
      { ...good, corrupt: 'Lily was sad' },
      [
        [
          'row',
          'Clean has 2 tokens, corrupt has 3: both must have the same number, so that positions can be compared.',
        ],
      ],
    ],
    [
      'bytes',
      { ...good, answers: [' Lily'] },
      [
        [
          'answers',
          'Answer " Lily" has 5 tokens (" ", "L", "i", "l", "y"), but must be one: choose another word.',
        ],
      ],
    ],
    [
      'bytes',
      { ...good, answers: ['Tim'] },
      [
        [
          'answers',
          'Answer "Tim" read as " Tim" has 3 tokens (" ", "Ti", "m"), but must be one: choose another word.',
        ],
      ],
    ],
    [
      'bytes',
      { ...good, clean: 'Lily.', corrupt: 'Tim.', answers: ['LilyTim'] },
      [
        [
          'answers',
          'Answer "LilyTim" has 6 tokens ("L", "i", "l", "y", "Ti", "m"), but must be one: take its first token, "L", or another word.',
        ],
      ],
    ],
    [
      'bytes',
      { ...good, clean: 'Lily T', corrupt: 'Tim T', answers: ['i'] },
      [['answers', 'Answer "i" read as " i" has 2 tokens (" ", "i"), but must be one: choose another word.']],
    ],
    [
      'bytes',
      { ...good, wrongAnswers: [' She'] },
      [['wrongAnswers', '" She" is both answer and wrong answer; change one of them.']],
    ],
    [
      'bytes',
      { ...good, answers: ['was'], wrongAnswers: ['was'] },
      [['wrongAnswers', '" was" is both answer and wrong answer; change one of them.']],
    ],
    [
      'bytes',
      { ...good, position: 2 },
      [['row', "Position 2 is beyond the prompt's end: the tokens are counted from 0 to 1."]],
    ],
    [
      'bytes',
      { ...good, answers: [64] },
      [['answers', "Token id 64 is outside the model's vocabulary (0 to 63)."]],
    ],
    [
      'bytes',
      { ...good, ...tooLong, answers: [5], wrongAnswers: [6] },
      [['clean', 'Clean has 17 tokens, the model reads at most 16; shorten it.']],
    ],
    [
      'words',
      { ...words, clean: '\t' },
      [['clean', 'Clean has no token: the tokenizer leaves white space out; type a prompt.']],
    ],
    [
      'words',
      { ...words, clean: 'the zebra' },
      [['clean', `The model's vocabulary does not have "zebra"; use other words.`]],
    ],
    [
      'words',
      { ...words, answers: ['yak'] },
      [['answers', `The model's vocabulary does not have "yak"; use other words.`]],
    ],
    [
      'words',
      { ...words, clean: 'the far' },
      [['clean', `Token id 90 ("far") is outside the model's vocabulary (0 to 63).`]],
    ],
    [
      'ids',
      { ...good, corrupt: [1, 2] },
      [
        ['clean', 'Clean must be token ids such as 0 2 1: the model has no tokenizer.'],
        ['answers', 'Answer must be token ids such as 0 2 1: the model has no tokenizer.'],
        ['wrongAnswers', 'Wrong answer must be token ids such as 0 2 1: the model has no tokenizer.'],
      ],
    ],
    [
      'ids',
      row('1', '2', ['3 4'], ['5']),
      [['answers', 'Answer "3 4" has 2 tokens ("3", "4"), but must be one.']],
    ],
  ]
  it.each(cases)('%s %j', async (kind, candidate, problems) => {
    const model = await models[kind]()
    const checked = checkPrompts(model, { bos: 'tokenizer' }, [candidate])
    expect(checked.rows[0].problems.map(({ field, message }) => [field, message])).toEqual(problems)
    expect(checked.ready).toBe(false)
    expect(() => encodePrompts(model, { bos: 'tokenizer' }, [candidate])).toThrow(`Row 1: ${problems[0][1]}`)
  })

  it('is counted from 1 in the error', async () => {
    const model = await models.ids()
    const rows = [row([1], [2], [3], [4]), row([1], [2, 2], [3], [4])]
    expect(() => encodePrompts(model, { bos: 'no' }, rows)).toThrow('Row 2: Clean has 1 token, corrupt has 2')
  })

  it.each<[BosChoice, PromptRow[], string[]]>([
    ['tokenizer', [], ['There are no prompts; add at least one row.']],
    [
      'yes',
      [words],
      ["The model's tokenizer names no beginning-of-text token (BOS); choose another BOS setting."],
    ],
    ['yes', [row([1], [2], [3], [4])], []],
  ])('sets: %s %j', async (bos, rows, problems) => {
    expect(checkPrompts(await models.words(), { bos }, rows).problems).toEqual(problems)
  })
})

describeWithShared('prompts of the real tasks', (shared) => {
  const parsed = (file: string) =>
    parsePrompts(readFileSync(path.join(shared, 'fixtures', file), 'utf8')).rows

  it.each([
    ['stories260K', 'stories260k-pronoun', 'prompts.text.json'],
    ['stories260K', 'stories260k-pronoun', 'prompts.json'],
    ['llmviz-nano-sort', 'nano-sort', 'prompts.json'],
    ['gpt2-basic', 'gpt2-basic', 'prompts.json'],
  ])('%s: %s/%s', async (model, task, file) => {
    const opened = await openModel(path.join(shared, 'models', model))
    const rows = parsed(`${task}/${file}`)
    expect(encodePrompts(opened, { bos: 'tokenizer' }, rows)).toEqual(
      encodePrompts(opened, { bos: 'no' }, parsed(`${task}/prompts.json`)),
    )
  })

  it.each([
    ['2+2=', '4', '4'],
    ["Lily didn'", 't', 't'],
    ['from 1732 to 17', '4', '4'],
    ['She said, "', 'I', 'I'],
    ['Lily was sad.', ' She', ' She'],
    ['Lily was sad.', 'She', ' She'],
  ])('%s continues with %s', async (clean, answer, text) => {
    const opened = await openModel(path.join(shared, 'models/stories260K'))
    const [checked] = checkPrompts(opened, { bos: 'tokenizer' }, [row(clean, clean, [answer], [500])]).rows
    expect([checked.problems, checked.answers.map((token) => token.text)]).toEqual([[], [text]])
  })

  it('of a vocabulary without a tokenizer show its texts', async () => {
    const opened = await openModel(path.join(shared, 'models/llmviz-nano-sort'))
    const { rows } = checkPrompts(opened, { bos: 'tokenizer' }, parsed('nano-sort/prompts.json'))
    expect(rows[0].clean.map(({ text }) => text).join('')).toBe('ACAABCAA')
  })
})
