import { PatchbayError, type BosChoice } from '../../../../contract'
import type { PromptModel } from '../../prompt-model'
import type { SeededRandom } from '../../seeded-random'
import type { DrawnIds } from '../drawn-row'
import type { PromptGenerator } from '../generator'

export const induction: PromptGenerator = {
  task: {
    name: 'induction',
    title: 'Induction',
    description:
      'Random tokens, and again from the beginning: the next one is the one that followed the first time.',
    source:
      'Elhage et al. 2021, A Mathematical Framework for Transformer Circuits; Olsson et al. 2022, In-context Learning and Induction Heads (arXiv 2209.11895)',
    options: [
      {
        kind: 'number',
        name: 'length',
        label: 'Tokens that are repeated',
        help: 'How many different tokens the sequence has.',
        min: 2,
        max: 500,
        default: 20,
      },
      {
        kind: 'number',
        name: 'again',
        label: 'Of these, again',
        help: 'How many of them are repeated before the one that is asked for; 0: half of them.',
        min: 0,
        max: 499,
        default: 0,
      },
      {
        kind: 'choice',
        name: 'corruption',
        label: 'Corrupt prompt',
        help: 'Answer: another token follows the first time. First half: all tokens of the first time are others, so nothing is repeated.',
        values: [
          { value: 'answer', label: 'another token follows the first time' },
          { value: 'first-half', label: 'nothing is repeated' },
        ],
        default: 'answer',
      },
    ],
    templates: [],
    slots: [],
    lists: [],
    needsModel: true,
  },

  uses: () => ({}),

  prepare({ options, model, bos }) {
    const length = options.number('length')
    const again = options.number('again') || Math.max(1, Math.floor(length / 2))
    if (again >= length) {
      const mend = `the option again (${again}) must be below length (${length})`
      throw new PatchbayError(
        'bad-input',
        `After a whole repetition nothing new would be asked for: ${mend}.`,
      )
    }
    const ids = drawnFrom(model!, 2 * length)
    const first = bosOf(model!, bos)
    const corruption = options.text('corruption')
    return (random) => inductionRow(random, { ids, first, length, again, corruption })
  },
}

interface Sequences {
  ids: readonly number[]
  /** BOS, where the prompts begin with one: token ids are taken as they are. */
  first: number[]
  length: number
  again: number
  corruption: string
}

function inductionRow(random: SeededRandom, { ids, first, length, again, corruption }: Sequences): DrawnIds {
  const drawn = random.several(ids, 2 * length)
  const [sequence, others] = [drawn.slice(0, length), drawn.slice(length)]
  const wrong = others[again]
  const other = corruption === 'answer' ? sequence.map((id, i) => (i === again ? wrong : id)) : others
  const repeated = sequence.slice(0, again)
  const at = (position: number) => ({ from: first.length + position, to: first.length + position })
  const last = length + again - 1
  return {
    ids: {
      clean: [...first, ...sequence, ...repeated],
      corrupt: [...first, ...other, ...repeated],
    },
    spans: [
      { name: 'previous', ...at(again - 1) },
      { name: 'induced', ...at(again) },
      { name: 'end', ...at(last) },
    ],
    answers: [sequence[again]],
    wrongAnswers: [wrong],
    template: `${length} tokens, ${again} again`,
  }
}

/** Tokens of letters or digits: none that has a meaning of its own, such as BOS. @throws PatchbayError (bad-input) */
function drawnFrom({ info, tokenizer }: PromptModel, least: number): number[] {
  const all = Array.from({ length: info.vocabSize }, (_, id) => id)
  const ids = tokenizer ? all.filter((id) => isWord(tokenizer.textOf(id)) && id !== tokenizer.unknownId) : all
  if (ids.length >= least) return ids
  const which = tokenizer ? ' of letters or digits' : ''
  const has = `The vocabulary has ${ids.length} tokens${which}`
  throw new PatchbayError('bad-input', `${has}, but ${least} are needed: shorten the option length.`)
}

function isWord(text: string | null): boolean {
  return text !== null && /^ ?[\p{L}\p{M}\p{N}]+$/u.test(text)
}

function bosOf({ info }: PromptModel, bos: BosChoice): number[] {
  const own = info.tokenizer
  const isWanted = bos === 'tokenizer' ? own?.addsBos : bos === 'yes'
  return isWanted && own?.bos ? [own.bos.id] : []
}
