import type { SeededRandom } from '../../seeded-random'
import type { DrawnText, Piece } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { alikeAfter } from '../word-lists'
import { DESCRIPTIONS, VARIABLES } from '../words/code-words'

export const docstring: PromptGenerator = {
  task: {
    name: 'docstring',
    title: 'Docstring',
    description:
      'The documentation of a Python function lists its arguments in order: the next ":param" is the third of them.',
    source:
      'Heimersheim and Janiak 2023, A circuit for Python docstrings in a 4-layer attention-only transformer (LessWrong)',
    options: [
      {
        kind: 'choice',
        name: 'corruption',
        label: 'Corrupt prompt',
        help: 'Which arguments have other names. random_random: in the signature A, B and C, and in the documentation A and B, each another one.',
        values: [
          { value: 'random_random', label: 'random_random: in signature and documentation' },
          { value: 'random_doc', label: 'random_doc: in the documentation' },
          { value: 'random_def', label: 'random_def: in the signature' },
          { value: 'random_answer', label: 'random_answer: the third in the signature' },
        ],
        default: 'random_random',
      },
    ],
    templates: [],
    slots: [],
    lists: [
      { name: 'variable', label: 'Names of arguments', words: VARIABLES },
      { name: 'word', label: 'Words of descriptions', words: DESCRIPTIONS },
    ],
    needsModel: false,
  },

  uses: () => ({ variable: { answers: ['variable'] } }),

  prepare({ options, words, model }) {
    const [variables, descriptions] = [words('variable', NAMES_OF_ROW), words('word', WORDS_OF_ROW)]
    // The first one follows the quotes without a space.
    const firstWords = alikeAfter('"""', descriptions, model?.tokenizer ?? null)
    const corruption = options.text('corruption')
    return (random) => docstringRow(random, { variables, firstWords, descriptions, corruption })
  },
}

/** Function, 2 arguments before, 3 that match, 1 after; 5 others of the corrupt prompt. */
const NAMES_OF_ROW = 12
/** 3 of the function, 2 of each documented argument. */
const WORDS_OF_ROW = 7

/** What the signature and the documentation call the arguments. */
interface Arguments {
  defined: readonly string[]
  documented: readonly string[]
}

/** What both prompts of a row have in common. */
interface Frame {
  method: string
  before: readonly string[]
  after: string
  words: readonly string[]
}

function docstringRow(
  random: SeededRandom,
  from: {
    variables: readonly string[]
    firstWords: readonly string[]
    descriptions: readonly string[]
    corruption: string
  },
): DrawnText {
  const [method, first, second, a, b, c, last, ...others] = random.several(from.variables, NAMES_OF_ROW)
  const begin = random.one(from.firstWords)
  const rest = from.descriptions.filter((word) => word !== begin)
  const words = [begin, ...random.several(rest, WORDS_OF_ROW - 1)]
  const frame = { method, before: [first, second], after: last, words }
  const right = { defined: [a, b, c], documented: [a, b] }
  const corrupt = corruptArguments(right, others, from.corruption)
  const used = [first, second, a, b, last, ...corrupt.defined, ...corrupt.documented]
  const answers = [` ${c}`]
  const wrongAnswers = [...new Set(used)].filter((name) => name !== c).map((name) => ` ${name}`)
  return {
    clean: pieces(frame, right),
    corrupt: pieces(frame, corrupt),
    after: { B_def: ',_B' },
    answers,
    wrongAnswers,
    // All names of the list are one token; of these one is tried after the prompt.
    checkedAnswers: { answers, wrongAnswers: wrongAnswers.slice(0, 1) },
    template: 'docstring: 2 arguments before, 3 that match, 1 after',
  }
}

function corruptArguments(
  { defined, documented }: Arguments,
  others: string[],
  corruption: string,
): Arguments {
  const [a, b, c, d, e] = others
  switch (corruption) {
    case 'random_doc':
      return { defined, documented: [a, b] }
    case 'random_def':
      return { defined: [a, b, c], documented }
    case 'random_answer':
      return { defined: [defined[0], defined[1], a], documented }
    default:
      return { defined: [a, b, c], documented: [d, e] }
  }
}

function pieces(frame: Frame, { defined, documented }: Arguments): Piece[] {
  const { method, before, after, words } = frame
  const [about, ofA, ofB] = [words.slice(0, 3), words.slice(3, 5), words.slice(5, 7)].map((some) =>
    some.join(' '),
  )
  const text = (own: string): Piece => ({ text: own })
  const named = (own: string, span: string): Piece => ({ text: own, span })
  return [
    text(`\ndef ${method}(self, ${before.join(', ')}, `),
    named(defined[0], 'A_def'),
    text(', '),
    named(defined[1], 'B_def'),
    text(', '),
    named(defined[2], 'C_def'),
    text(`, ${after}):\n    """${about}\n\n    :param `),
    named(documented[0], 'A_doc'),
    text(`: ${ofA}\n    :`),
    named('param', 'param_2'),
    text(' '),
    named(documented[1], 'B_doc'),
    text(`: ${ofB}\n    :`),
    named('param', 'param_3'),
  ]
}
