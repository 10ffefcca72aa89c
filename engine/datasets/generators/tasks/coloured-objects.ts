import type { SeededRandom } from '../../seeded-random'
import type { DrawnText, Piece } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { COLOURED_THINGS, COLOURS } from '../words/things'

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

export const colouredObjects: PromptGenerator = {
  task: {
    name: 'coloured-objects',
    title: 'Coloured objects (multiple choice)',
    description: 'A question with lettered choices: the answer is the letter of the right one.',
    source:
      'Wiegreffe et al. 2024, Answer, Assemble, Ace (arXiv 2407.15018), and MIB (Mueller et al. 2025, arXiv 2504.13151); objects as in Merullo et al. 2024 (arXiv 2310.08744)',
    options: [
      {
        kind: 'number',
        name: 'choices',
        label: 'Choices',
        help: 'How many lettered choices there are.',
        min: 2,
        max: 6,
        default: 4,
      },
      {
        kind: 'choice',
        name: 'corruption',
        label: 'Corrupt prompt',
        help: 'Position: the right choice changes places with another one. Symbol: the choices have other letters. Object: the thing has another of the colours.',
        values: [
          { value: 'position', label: 'position: the right choice is elsewhere' },
          { value: 'symbol', label: 'symbol: other letters' },
          { value: 'object', label: 'object: the thing has another colour' },
        ],
        default: 'position',
      },
    ],
    templates: [],
    slots: [],
    lists: [
      { name: 'object', label: 'Things', words: COLOURED_THINGS },
      { name: 'colour', label: 'Colours', words: COLOURS },
      { name: 'letter', label: 'Letters of the choices, in order', words: LETTERS },
    ],
    needsModel: false,
  },

  uses: () => ({ letter: { answers: ['letter'] } }),

  prepare({ options, words }) {
    const choices = options.number('choices')
    const corruption = options.text('corruption')
    const letters = words('letter', corruption === 'symbol' ? 2 * choices : choices)
    const [objects, colours] = [words('object'), words('colour', choices)]
    return (random) => {
      const object = random.one(objects)
      return questionRow(random, { object, colours: random.several(colours, choices), letters, corruption })
    }
  },
}

/** A question: `right` is the index of the choice that is right. */
interface Question {
  object: string
  colours: readonly string[]
  letters: readonly string[]
  right: number
}

function questionRow(
  random: SeededRandom,
  from: Omit<Question, 'right'> & { corruption: string },
): DrawnText {
  const { object, colours, corruption } = from
  const count = colours.length
  const letters = from.letters.slice(0, count)
  const right = random.between(0, count - 1)
  const other = (right + random.between(1, count - 1)) % count
  const clean = { object, colours, letters, right }
  const corrupt = {
    position: { ...clean, colours: swapped(colours, right, other), right: other },
    symbol: { ...clean, letters: random.several(from.letters.slice(count), count) },
    object: { ...clean, right: other },
  }[corruption as 'position' | 'symbol' | 'object']
  const wrong = corruption === 'symbol' ? corrupt.letters : letters.filter((_, i) => i !== right)
  return {
    clean: pieces(clean),
    corrupt: pieces(corrupt),
    answers: [` ${letters[right]}`],
    wrongAnswers: wrong.map((letter) => ` ${letter}`),
    template: `${count} choices`,
  }
}

function swapped(colours: readonly string[], a: number, b: number): string[] {
  return colours.map((colour, i) => (i === a ? colours[b] : i === b ? colours[a] : colour))
}

function pieces({ object, colours, letters, right }: Question): Piece[] {
  const choices = colours.flatMap((colour, i): Piece[] => [
    { text: '\n' },
    { text: letters[i], span: `letter ${i + 1}` },
    { text: '.' },
    { text: ` ${colour}`, span: `choice ${i + 1}` },
  ])
  return [
    { text: 'The' },
    { text: ` ${object}`, span: 'object' },
    { text: ' is' },
    { text: ` ${colours[right]}`, span: 'colour' },
    { text: `. What colour is the ${object}?` },
    ...choices,
    { text: '\nAnswer:' },
  ]
}
