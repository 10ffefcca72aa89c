import type { PromptModel } from '../../prompt-model'
import { continuationOf } from '../../continuation'
import type { SeededRandom } from '../../seeded-random'
import type { DrawnText, Piece } from '../drawn-row'
import type { PromptGenerator } from '../generator'

type Operation = '+' | '-'

export const arithmetic: PromptGenerator = {
  task: {
    name: 'arithmetic',
    title: 'Arithmetic',
    description: 'Sums and differences of numbers of one or two digits: "3 + 4 =" 7.',
    source:
      'Stolfo et al. 2023 (arXiv 2305.15054); Nikankin et al. 2024, Arithmetic Without Algorithms (arXiv 2410.21272); MIB (Mueller et al. 2025, arXiv 2504.13151)',
    options: [
      {
        kind: 'number',
        name: 'digits',
        label: 'Digits of the numbers',
        help: 'Numbers from 0 to 9, or from 10 to 99.',
        min: 1,
        max: 2,
        default: 1,
      },
      {
        kind: 'choice',
        name: 'operation',
        label: 'Operation',
        help: 'Differences are never below 0.',
        values: [
          { value: 'both', label: 'sums and differences' },
          { value: '+', label: 'sums' },
          { value: '-', label: 'differences' },
        ],
        default: 'both',
      },
      {
        kind: 'choice',
        name: 'spaces',
        label: 'Spaces',
        help: 'Where the tokenizer makes no token of a space and a number, as in Llama 3, they are written without spaces.',
        values: [
          { value: 'auto', label: 'as the tokenizer needs it' },
          { value: 'yes', label: '3 + 4 =' },
          { value: 'no', label: '3+4=' },
        ],
        default: 'auto',
      },
    ],
    templates: [],
    slots: [],
    lists: [],
    needsModel: false,
  },

  uses: () => ({}),

  prepare({ options, model }) {
    const [from, to] = options.number('digits') === 1 ? [0, 9] : [10, 99]
    const operation = options.text('operation')
    const spaces = options.text('spaces')
    const space = spaces === 'yes' || (spaces === 'auto' && hasSpacedNumbers(model)) ? ' ' : ''
    return (random) => {
      const sign = operation === 'both' ? random.one(['+', '-'] as const) : (operation as Operation)
      return sumRow(drawSum(random, sign, [from, to]), space)
    }
  },
}

interface Sum {
  sign: Operation
  a: number
  b: number
  /** In place of `b` in the corrupt prompt; the result is another one. */
  other: number
}

/** The first number is not below the second ones of a difference. */
function drawSum(random: SeededRandom, sign: Operation, [from, to]: [number, number]): Sum {
  const least = sign === '-' ? from + 1 : from
  const a = random.between(least, to)
  const most = sign === '-' ? a : to
  const b = random.between(from, most)
  const rest = random.between(from, most - 1)
  return { sign, a, b, other: rest < b ? rest : rest + 1 }
}

function sumRow({ sign, a, b, other }: Sum, space: string): DrawnText {
  const result = (second: number) => `${space}${sign === '+' ? a + second : a - second}`
  const pieces = (second: number): Piece[] => [
    { text: String(a), span: 'first number' },
    { text: `${space}${sign}`, span: 'operation' },
    { text: `${space}${second}`, span: 'second number' },
    { text: `${space}=` },
  ]
  return {
    clean: pieces(b),
    corrupt: pieces(other),
    answers: [result(b)],
    wrongAnswers: [result(other)],
    template: `a${space}${sign}${space}b${space}=`,
  }
}

/** Whether a number after a space is one token, as in GPT-2. */
function hasSpacedNumbers(model: PromptModel | null): boolean {
  const encode = model?.tokenizer?.encodePlain
  if (!encode) return true
  const text = '3 + 4 ='
  return continuationOf({ encode, text, tokens: encode(text) }, ' 7').kind === 'token'
}
