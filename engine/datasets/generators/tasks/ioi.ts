import type { SeededRandom } from '../../seeded-random'
import { answerAfter } from '../answer-after'
import { textOf, type DrawnText } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { fill, type Template } from '../template-text'
import { NAMES } from '../words/names'
import { OBJECTS, PLACES } from '../words/things'

const ORDERS = ['ABBA', 'BABA'] as const
type Order = (typeof ORDERS)[number]
/** What the slots are in each order: the indirect object first, or the subject. */
const ROLES: Record<Order, Record<string, string>> = {
  ABBA: { A: 'IO', B: 'S1', S: 'S2' },
  BABA: { A: 'S1', B: 'IO', S: 'S2' },
}

export const ioi: PromptGenerator = {
  task: {
    name: 'ioi',
    title: 'Indirect object identification (IOI)',
    description:
      'Two people are named, one of them again: the other one receives something. "... John gave a drink to" Mary.',
    source: 'Wang et al. 2022, Interpretability in the Wild (arXiv 2211.00593), section 2 and appendix A',
    options: [
      {
        kind: 'choice',
        name: 'order',
        label: 'Order of names',
        help: 'ABBA: the one who receives is named first; BABA: second.',
        values: [
          { value: 'mixed', label: 'both' },
          { value: 'ABBA', label: 'ABBA' },
          { value: 'BABA', label: 'BABA' },
        ],
        default: 'mixed',
      },
      {
        kind: 'choice',
        name: 'corruption',
        label: 'Corrupt prompt',
        help: 'ABC: three other names. S2 flip: the repeated name is the other one. S2 other: it is a third one.',
        values: [
          { value: 'abc', label: 'ABC: three other names' },
          { value: 's2-flip', label: 'S2 flip: the other name is repeated' },
          { value: 's2-other', label: 'S2 other: a third name' },
        ],
        default: 'abc',
      },
    ],
    templates: [
      'When {A} and {B} came to the {place}, {S} gave a {object} to',
      'After {A} and {B} left the {place}, {S} handed a {object} to',
      'While {A} and {B} were waiting at the {place}, {S} passed a {object} to',
      'Yesterday {A} and {B} met at the {place}, and {S} brought a {object} to',
      'Then {A} and {B} sat down near the {place}, and {S} showed a {object} to',
      'Once {A} and {B} had found the {place}, {S} offered a {object} to',
      'In the evening {A} and {B} drove to the {place}, where {S} sold a {object} to',
      'Since {A} and {B} were alone at the {place}, {S} threw a {object} to',
      'Last week {A} and {B} worked at the {place}. {S} lent a {object} to',
      'Before {A} and {B} closed the {place}, {S} promised a {object} to',
      'As {A} and {B} walked past the {place}, {S} gave a {object} to',
      'Friends since childhood, {A} and {B} went to the {place}. {S} sent a {object} to',
    ],
    slots: [
      { name: 'A', meaning: 'the first name', isNeeded: true },
      { name: 'B', meaning: 'the second name', isNeeded: true },
      { name: 'S', meaning: 'the repeated name', isNeeded: true },
      { name: 'place', meaning: 'a word of the list place', isNeeded: false },
      { name: 'object', meaning: 'a word of the list object', isNeeded: false },
    ],
    lists: [
      { name: 'name', label: 'Names', words: NAMES },
      { name: 'place', label: 'Places', words: PLACES },
      { name: 'object', label: 'Objects', words: OBJECTS },
    ],
    needsModel: false,
  },

  uses: () => ({ name: { answers: ['name'] } }),

  prepare({ options, templates, words }) {
    const corruption = options.text('corruption')
    const names = words('name', corruption === 'abc' ? 5 : corruption === 's2-other' ? 3 : 2)
    const [places, objects] = [words('place'), words('object')]
    return (random) => {
      const template = random.one(templates)
      const order = options.text('order') === 'mixed' ? random.one(ORDERS) : (options.text('order') as Order)
      const scene = { place: random.one(places), object: random.one(objects) }
      return ioiRow(template, order, scene, castOf(random, names, corruption))
    }
  },
}

/** Who is named: in the clean prompt, and in each role of the corrupt one. */
interface Cast {
  io: string
  s: string
  corrupt: { io: string; s1: string; s2: string }
}

function castOf(random: SeededRandom, names: readonly string[], corruption: string): Cast {
  const [io, s] = random.several(names, 2)
  const others = names.filter((name) => name !== io && name !== s)
  if (corruption === 's2-flip') return { io, s, corrupt: { io, s1: s, s2: io } }
  if (corruption === 's2-other') return { io, s, corrupt: { io, s1: s, s2: random.one(others) } }
  const [a, b, c] = random.several(others, 3)
  return { io, s, corrupt: { io: a, s1: b, s2: c } }
}

function ioiRow(template: Template, order: Order, scene: Record<string, string>, cast: Cast): DrawnText {
  const roles = ROLES[order]
  const named = (io: string, s1: string, s2: string) =>
    order === 'ABBA' ? { A: io, B: s1, S: s2, ...scene } : { A: s1, B: io, S: s2, ...scene }
  const clean = fill(template, named(cast.io, cast.s, cast.s), roles)
  const { io, s1, s2 } = cast.corrupt
  const text = textOf(clean)
  return {
    clean,
    corrupt: fill(template, named(io, s1, s2), roles),
    after: { S1: 'S1+1' },
    answers: [answerAfter(text, cast.io)],
    wrongAnswers: [answerAfter(text, cast.s)],
    template: template.text.replace(/\{([ABS])\}/g, (_, slot: string) => `{${roles[slot]}}`),
  }
}
