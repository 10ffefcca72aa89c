import { PatchbayError, shown } from '../../../../contract'
import type { SeededRandom } from '../../seeded-random'
import { answerAfter } from '../answer-after'
import { textOf, type DrawnText } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { fill, parseTemplate, slotsOf, type Template } from '../template-text'
import { readChanges } from '../template-changes'
import { columnOf, SlotWords } from '../slot-words'
import type { TaskOptions } from '../task-options'
import { CAPITALS } from '../words/things'

export const template: PromptGenerator = {
  task: {
    name: 'template',
    title: 'A template of your own',
    description:
      'Sentences with slots that are filled from word lists; you say which slots change and what is the answer.',
    source: 'Your own sentences and words.',
    options: [
      {
        kind: 'text',
        name: 'changes',
        label: 'Changes in the corrupt prompt',
        help: 'Slots, separated by commas: {city} takes another word of its list, {name2}={name1} the word of that slot.',
        default: '{country1}={country2}',
      },
      {
        kind: 'text',
        name: 'answer',
        label: 'Answer',
        help: 'Slots or words; several are separated by |.',
        default: '{capital1}',
      },
      {
        kind: 'text',
        name: 'wrong',
        label: 'Wrong answer',
        help: 'As the answer; empty where the metric needs none.',
        default: '{capital2}',
      },
    ],
    templates: [
      'The first thing to see in {country1} is its capital,',
      'People in {country1} often drive to',
    ],
    slots: [],
    lists: [{ name: 'country/capital', label: 'Countries and capitals', words: CAPITALS }],
    needsModel: false,
  },

  uses({ options, lists }) {
    const answers = [...answersOf(options, 'answer'), ...answersOf(options, 'wrong')]
      .flatMap(slotsOf)
      .map(columnOf)
    return Object.fromEntries(lists.map((list) => [list, { answers }]))
  },

  prepare(material) {
    const { options, templates } = material
    const changes = readChanges(options.text('changes'))
    const sides = { answers: answersOf(options, 'answer'), wrongAnswers: answersOf(options, 'wrong') }
    const inAnswers = [...sides.answers, ...sides.wrongAnswers].flatMap(slotsOf)
    const inChanges = changes.flatMap(({ slot, from }) => (from === null ? [slot] : [slot, from]))
    const slots = new SlotWords(
      material,
      [...templates.flatMap(slotsOf), ...inAnswers, ...inChanges],
      changes,
    )
    for (const one of templates) refuseUnchanged(one, slots)
    return (random) => ownRow(random, random.one(templates), slots, sides)
  },
}

interface Sides {
  answers: Template[]
  wrongAnswers: Template[]
}

function ownRow(random: SeededRandom, own: Template, slots: SlotWords, sides: Sides): DrawnText {
  const words = slots.draw(random)
  const clean = fill(own, words.clean)
  const text = textOf(clean)
  const filled = (templates: readonly Template[]) =>
    templates.map((answer) => answerAfter(text, textOf(fill(answer, words.clean))))
  return {
    clean,
    corrupt: fill(own, words.corrupt),
    answers: filled(sides.answers),
    wrongAnswers: filled(sides.wrongAnswers),
    template: own.text,
  }
}

function answersOf(options: TaskOptions, name: 'answer' | 'wrong'): Template[] {
  return options
    .text(name)
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseTemplate)
}

/** @throws PatchbayError (bad-input) where the corrupt prompt would be the clean one. */
function refuseUnchanged(own: Template, slots: SlotWords): void {
  if (slotsOf(own).some((slot) => slots.changes(slot))) return
  const mend = 'name one of its slots among the changes, such as {name1}'
  throw new PatchbayError(
    'bad-input',
    `No slot of the template ${shown(own.text)} changes in the corrupt prompt: ${mend}.`,
  )
}
