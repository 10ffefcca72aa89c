import { describe, expect, it } from 'vitest'
import {
  makePromptsSchema,
  PROMPT_TASKS,
  type MakePrompts,
  type PromptRow,
  type PromptTaskName,
  promptFile,
} from '../../../contract'
import { modelOfWords, type WordTokenizer } from '../../../testing/word-tokenizers'
import { checkPrompts } from '../check-prompts'
import { dataHash } from '../data-hash'
import { parsePrompts } from '../index'
import { makePrompts, promptTasks } from './index'

type Request = Partial<MakePrompts> & { task: PromptTaskName }
const requestOf = (request: Request) => makePromptsSchema.parse({ count: 60, seed: 3, ...request })
const made = (request: Request, model: Parameters<typeof makePrompts>[1]) =>
  makePrompts(requestOf(request), model)
const refusal = (request: Request, model: Parameters<typeof makePrompts>[1] = null) => {
  try {
    made(request, model)
  } catch (error) {
    return (error as Error).message
  }
  return 'it was made'
}

/** Every word of the tasks' lists and templates. */
const WORDS = promptTasks().flatMap(({ lists, templates }) => [
  ...lists.flatMap(({ words }) => words.flatMap((entry) => entry.split('/'))),
  ...templates.flatMap((text) => text.replace(/\{[^}]*\}/g, ' ').match(/[A-Za-z]+/g) ?? []),
  ...['def', 'param', 'What', 'colour', 'Answer', 'self', 'is', 'the', 'The'],
])
const MODELS = {
  'byte-level': modelOfWords('byte-level', WORDS),
  sentencepiece: modelOfWords('sentencepiece', WORDS),
}

const OPTIONS: Request[] = [
  ...PROMPT_TASKS.map((task) => ({ task })),
  { task: 'ioi', options: { corruption: 's2-flip', order: 'ABBA' } },
  { task: 'ioi', options: { corruption: 's2-other', order: 'BABA' } },
  ...['random_doc', 'random_def', 'random_answer'].map((corruption) => ({
    task: 'docstring' as const,
    options: { corruption },
  })),
  { task: 'induction', options: { corruption: 'first-half', length: 8, again: 3 } },
  { task: 'sva', options: { between: 'other' } },
  ...['symbol', 'object'].map((corruption) => ({
    task: 'coloured-objects' as const,
    options: { corruption },
  })),
  { task: 'arithmetic', options: { digits: 2 } },
]
const CASES = (['byte-level', 'sentencepiece'] as const).flatMap((kind) =>
  OPTIONS.map((request): [string, WordTokenizer & keyof typeof MODELS, Request] => {
    const isByDigit = kind === 'sentencepiece' && request.task === 'greater-than'
    const options = isByDigit ? { answer: 'tens' } : request.options
    const own = { ...request, ...(options && { options }) }
    return [`${kind}: ${own.task} ${JSON.stringify(options ?? {})}`, kind, own]
  }),
)

describe('rows of a task', () => {
  it.each(CASES)('%s', (_, kind, request) => {
    const model = MODELS[kind]
    const { set } = made(request, model)
    expect(set.rows).toHaveLength(60)
    const short = set.rows.map((row) => ({
      ...row,
      wrongAnswers: row.wrongAnswers.slice(0, 3),
      answers: row.answers.slice(0, 3),
    }))
    const { rows } = checkPrompts(model, set, short)
    const blocked = rows.flatMap(({ problems }) => problems.filter(({ isMissing }) => !isMissing))
    expect(blocked).toEqual([])
    for (const row of rows) {
      expect(row.clean.length).toBe(row.corrupt.length)
      expect(row.differences.length).toBeGreaterThan(0)
    }
    expect(new Set(set.rows.map(({ clean, corrupt }) => JSON.stringify([clean, corrupt]))).size).toBe(
      set.rows.length,
    )
  })

  it('are the same by the same seed, others by another, and fewer are their beginning', () => {
    const rows = (count: number, seed: number) =>
      made({ task: 'ioi', count, seed }, MODELS['byte-level']).set.rows
    expect(rows(40, 1)).toEqual(rows(40, 1))
    expect(rows(10, 1)).toEqual(rows(40, 1).slice(0, 10))
    expect(rows(10, 2)).not.toEqual(rows(10, 1))
  })

  it('say what they were made from', () => {
    const { set } = made(
      { task: 'ioi', count: 1, options: { order: 'BABA', corruption: 'abc' }, lists: { place: ['park'] } },
      null,
    )
    const options = { order: 'BABA', lists: { place: ['park'] } }
    expect(set.source).toEqual({ kind: 'made', task: 'ioi', seed: 3, options })
  })
})

describe('the same prompts by other roads', () => {
  const model = MODELS.sentencepiece
  const hashOf = (rows: PromptRow[]) =>
    dataHash({ rows }, checkPrompts(model, { bos: 'tokenizer' }, rows).rows)

  it.each(['ioi', 'docstring', 'arithmetic'] as const)('%s: as a file, typed, and as token ids', (task) => {
    const { set } = made({ task, count: 12 }, model)
    expect(hashOf(parsePrompts(JSON.stringify(promptFile(set))).rows)).toBe(hashOf(set.rows))

    const typed = set.rows.map(({ clean, corrupt, answers, wrongAnswers }) => ({
      ...{ clean, corrupt, answers, wrongAnswers },
    }))
    const checked = checkPrompts(model, { bos: 'tokenizer' }, typed).rows
    const ids = (tokens: { id: number }[]) => tokens.map(({ id }) => id)
    const rows = checked.map((row) => ({
      clean: ids(row.clean),
      corrupt: ids(row.corrupt),
      answers: ids(row.answers),
      wrongAnswers: ids(row.wrongAnswers),
    }))
    expect(hashOf(rows)).toBe(hashOf(typed))
    expect(hashOf(set.rows).split('/')[0]).toBe(hashOf(typed))
  })
})

/** The text of a span, by the tokens of the row. */
function spanText(row: PromptRow, name: string, model = MODELS['byte-level']): string {
  const span = row.spans!.find((one) => one.name === name)!
  const tokens = model.tokenizer!.encodePlain(row.clean as string)
  return tokens
    .slice(span.from, span.to + 1)
    .map(({ text }) => text)
    .join('')
}

describe('the published definitions', () => {
  it('IOI: the repeated name is the subject, the other one the answer', () => {
    for (const row of made({ task: 'ioi' }, MODELS['byte-level']).set.rows) {
      expect(spanText(row, 'S2')).toBe(spanText(row, 'S1'))
      expect(row.answers).toEqual([spanText(row, 'IO')])
      expect(row.wrongAnswers).toEqual([spanText(row, 'S1')])
      const names = row.spans!.filter(({ name }) => ['IO', 'S1', 'S2'].includes(name))
      const corrupt = MODELS['byte-level'].tokenizer!.encodePlain(row.corrupt as string)
      const others = names.map(({ from }) => corrupt[from].text)
      expect(new Set([...others, spanText(row, 'IO'), spanText(row, 'S1')]).size).toBe(5)
      expect(
        /^(ABBA|BABA)$/.test(row.template!.indexOf('{IO}') < row.template!.indexOf('{S1}') ? 'ABBA' : 'BABA'),
      ).toBe(true)
    }
  })

  it('IOI: S2 flip changes one token, to the indirect object', () => {
    for (const row of made({ task: 'ioi', options: { corruption: 's2-flip' } }, MODELS['byte-level']).set
      .rows) {
      const [checked] = checkPrompts(MODELS['byte-level'], { bos: 'no' }, [row]).rows
      expect(checked.differences).toEqual([row.spans!.find(({ name }) => name === 'S2')!.from])
      expect(checked.corrupt[checked.differences[0]].text).toBe(row.answers[0])
    }
  })

  it('greater-than: years 02 to 98 of the centuries 11 to 17, corrupt 01, all 100 answers', () => {
    for (const row of made({ task: 'greater-than' }, MODELS['byte-level']).set.rows) {
      const [, century, year, again] = /^The \w+ lasted from the year (\d\d)(\d\d) to the year (\d\d)$/.exec(
        row.clean as string,
      )!
      expect([again, Number(century) >= 11 && Number(century) <= 17]).toEqual([century, true])
      expect(row.corrupt).toBe((row.clean as string).replace(century + year, `${century}01`))
      const above = row.answers.map(Number)
      const others = row.wrongAnswers.map(Number)
      expect([above.length + others.length, Math.min(...above), Math.max(...others)]).toEqual([
        100,
        Number(year) + 1,
        Number(year),
      ])
      expect(spanText(row, 'YY')).toBe(year)
    }
  })

  it('docstring: the next argument is the third of the signature', () => {
    for (const row of made({ task: 'docstring' }, MODELS['byte-level']).set.rows) {
      expect(row.clean).toMatch(/^\ndef \w+\(self, (\w+, ){6}\w+|\):\n {4}"""\w+ \w+ \w+\n\n {4}:param /)
      const text = (name: string) => spanText(row, name)
      expect([text('A_doc'), text('B_doc')]).toEqual([text('A_def'), text('B_def')])
      expect(row.answers).toEqual([text('C_def')])
      expect([text(',_B'), text('param_2'), text('param_3'), text('end')]).toEqual([
        ',',
        'param',
        'param',
        'param',
      ])
      expect(row.wrongAnswers).toHaveLength(10)
    }
    const { rows } = made({ task: 'docstring' }, MODELS.sentencepiece).set
    expect(new Set(rows.map(({ spans }) => JSON.stringify(spans))).size).toBe(1) // every row lines up with the others
  })

  it('induction: the answer is what followed the last token before', () => {
    for (const { clean, corrupt, answers, wrongAnswers } of made({ task: 'induction' }, MODELS.sentencepiece)
      .set.rows) {
      const [ids, others] = [clean as number[], corrupt as number[]]
      const at = ids.indexOf(ids.at(-1)!)
      expect(at).toBeLessThan(ids.length - 1)
      expect([[ids[at + 1]], [others[at + 1]]]).toEqual([answers, wrongAnswers])
      expect(ids[0]).toBe(1) // BOS, as this tokenizer puts it in front
    }
  })
})

describe('words and templates', () => {
  it('that are not as many tokens as the others are left out, with their number', () => {
    const { set, leftOut } = made(
      {
        task: 'ioi',
        count: 20,
        lists: { name: ['Mary', 'John', 'Tom', 'Anna', 'Paul', 'Wilhelmina', 'Zacharias'] },
      },
      MODELS['byte-level'],
    )
    expect(leftOut).toEqual([
      { list: 'name', count: 2, of: 7, tokens: 1, examples: ['Wilhelmina', 'Zacharias'] },
    ])
    expect(set.notes).toEqual([
      'Words of the list name: 2 of 7 left out, not one token each under this tokenizer: Wilhelmina, Zacharias.',
    ])
    expect(JSON.stringify(set.rows)).not.toMatch(/Wilhelmina|Zacharias/)
  })

  it('that the vocabulary does not have are left out', () => {
    const words = ['so', 'Mary', 'John', 'Anna', 'is', 'kind', 'he', 'she', 'isnt']
    const model = modelOfWords('words', words)
    const templates = ['so {name} is kind isnt', 'well {name} is nice isnt']
    const { set, leftOut } = made({ task: 'gendered-pronoun', templates, count: 10 }, model)
    expect(leftOut.map(({ list, count, of }) => [list, count, of])).toEqual([
      ['name/pronoun', 69, 72],
      ['templates', 1, 2],
    ])
    expect(set.rows.map(({ clean }) => clean)).toContain('so Mary is kind isnt')
    expect(set.notes?.at(-1)).toBe(
      'Only 4 different rows were found, of 10 that were asked for: add words or templates for more.',
    )
  })

  it("of a template of one's own: pairs, another word, the word of another slot, a slot that repeats one", () => {
    const request: Request = {
      task: 'template',
      count: 30,
      templates: ["{name1} and {name2} met in {city}, and {name2'} greeted"],
      lists: { name: ['Mary', 'John', 'Tom', 'Anna'], city: ['Rome', 'Paris', 'Oslo'] },
      options: { changes: "{name2'}={name1}, city", answer: '{name1}', wrong: '{name2}|nobody' },
    }
    for (const { clean, corrupt, answers, wrongAnswers } of made(request, null).set.rows) {
      const [, a, b, city, again] = /^(\w+) and (\w+) met in (\w+), and (\w+) greeted$/.exec(clean as string)!
      expect(again).toBe(b)
      expect([answers, wrongAnswers]).toEqual([[` ${a}`], [` ${b}`, ' nobody']])
      const [, a2, b2, city2, again2] = /^(\w+) and (\w+) met in (\w+), and (\w+) greeted$/.exec(
        corrupt as string,
      )!
      expect([a2, b2, again2, city2 !== city]).toEqual([a, b, a, true])
    }
  })
})

describe('what cannot be made', () => {
  const template = (templates: string[], options: MakePrompts['options'] = {}) =>
    refusal({ task: 'template', templates, options })
  it.each([
    [refusal({ task: 'ioi', options: { foo: 1 } }), 'ioi has no option "foo": it has order, corruption.'],
    [
      refusal({ task: 'ioi', options: { order: 'AB' } }),
      'The option order must be one of mixed, ABBA, BABA, not "AB".',
    ],
    [
      refusal({ task: 'arithmetic', options: { digits: '3' } }),
      'The option digits must be a whole number from 1 to 2, not "3".',
    ],
    [
      refusal({ task: 'ioi', lists: { foo: ['a'] } }),
      'ioi has no word list "foo": it has name, place, object.',
    ],
    [
      refusal({ task: 'ioi', lists: { name: ['Mary', 'John'] } }),
      'The word list name has 2 that can be used; at least 5 are needed: add words.',
    ],
    [
      refusal({ task: 'sva', lists: { 'does/do': ['likes'] } }),
      'The entry "likes" of the list does/do must be 2 words with / between them, as in its name.',
    ],
    [
      refusal({ task: 'ioi', templates: ['{A} and {B}'] }),
      'The template "{A} and {B}" has no slot {S}: add it.',
    ],
    [
      refusal({ task: 'ioi', templates: ['{A} {B} {S} {C}'] }),
      'The template "{A} {B} {S} {C}" has a slot {C}, which nothing fills: use {A}, {B}, {S}, {place}, {object}.',
    ],
    [
      refusal({ task: 'docstring', templates: ['x'] }),
      'The prompts of docstring are not made of templates: leave them out.',
    ],
    [
      refusal({ task: 'greater-than', options: { from: 17, to: 11 } }),
      'The option from (17) must not be above to (11).',
    ],
    [
      refusal({ task: 'induction' }),
      "The prompts of induction are drawn from a model's vocabulary: open a model first (--model on the command line).",
    ],
    [
      refusal({ task: 'capital-country', templates: ['The capital'] }),
      'The template "The capital" must have one of {country} and {capital}: the other is the answer.',
    ],
    [
      template(['x'.repeat(901)]),
      `The template "${'x'.repeat(36)}... has 901 characters; at most 900 are read: shorten it.`,
    ],
    [
      refusal({ task: 'ioi', lists: { name: Array.from({ length: 6000 }, (_, i) => `n${i}`) } }),
      'The word list "name" has 6,000 words; at most 5,000 are read: shorten it.',
    ],
    [template(['']), 'There is no template: write at least one.'],
    [
      template(['a {country1 b']),
      'The template "a {country1 b" has a single {: close it, or write it twice ({{) where it is part of the text.',
    ],
    [
      template(['a {1} b']),
      'The template "a {1} b" has the slot {1}: a slot is a short name of letters and digits, such as {name1}; a brace itself is written twice.',
    ],
    [
      template(['a {town} b'], { changes: 'town' }),
      'No word list fills the slot {town}: there are country/capital. Add one of that name.',
    ],
    [
      template(['a {capital1} b']),
      'No slot of the template "a {capital1} b" changes in the corrupt prompt: name one of its slots among the changes, such as {name1}.',
    ],
    [
      template(['a {country1} b'], { changes: ' ' }),
      'Nothing changes in the corrupt prompt: name the slots that have another word there, such as {name1}.',
    ],
    [
      template(['a {country1} b'], { changes: 'country1 to' }),
      'The change "country1 to" must be a slot, such as {name1}, or {name2}={name1}.',
    ],
    [
      template(['a {country1} b'], { changes: 'country1, country1' }),
      '{country1} changes twice: leave one of them out.',
    ],
    [
      refusal({ task: 'greater-than' }, MODELS.sentencepiece),
      'This tokenizer reads the year 1100 as " ", "1", "1", "0", "0", not as 11 and 00: choose the answer "tens", or make a template of your own.',
    ],
  ])('%s', (message, expected) => {
    expect(message).toBe(expected)
  })
})
