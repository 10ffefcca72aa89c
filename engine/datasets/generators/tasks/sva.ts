import { answerAfter } from '../answer-after'
import { textOf } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { fill, slotsOf } from '../template-text'
import { NEIGHBOURS, NEXT_VERBS, PEOPLE, SUBJECTS, TRANSITIVE_VERBS } from '../words/grammar'

const SINGULAR = 0
const PLURAL = 1

export const sva: PromptGenerator = {
  task: {
    name: 'sva',
    title: 'Subject-verb agreement',
    description:
      'The verb agrees with its subject, whatever is between them: "The keys near the cabinet" are.',
    source:
      'Linzen et al. 2016 (arXiv 1611.01368); templates as in Marvin and Linzen 2018 (arXiv 1808.09031); as a circuit task Marks et al. 2024 (arXiv 2403.19647)',
    options: [
      {
        kind: 'choice',
        name: 'between',
        label: 'The other noun',
        help: 'Whether the noun between subject and verb has the number of the subject.',
        values: [
          { value: 'mixed', label: 'of either number' },
          { value: 'other', label: 'of the other number' },
          { value: 'same', label: 'of the same number' },
        ],
        default: 'mixed',
      },
    ],
    templates: [
      'The {subject}',
      'The {subject} near the {neighbour}',
      'The {subject} beside the {neighbour}',
      'The {subject} next to the {neighbour}',
      'The {subject} that the {person} {does}',
    ],
    slots: [
      { name: 'subject', meaning: 'the noun with which the verb agrees', isNeeded: true },
      { name: 'neighbour', meaning: 'the noun between them', isNeeded: false },
      { name: 'person', meaning: 'who does something to the subject', isNeeded: false },
      { name: 'does', meaning: 'the verb of that person', isNeeded: false },
    ],
    lists: [
      { name: 'subject/subjects', label: 'Subjects: singular/plural', words: SUBJECTS },
      { name: 'neighbour/neighbours', label: 'Nouns between: singular/plural', words: NEIGHBOURS },
      { name: 'person/persons', label: 'People: singular/plural', words: PEOPLE },
      { name: 'does/do', label: 'Their verbs: singular/plural', words: TRANSITIVE_VERBS },
      { name: 'verb/verbs', label: 'Verb forms that are answers: singular/plural', words: NEXT_VERBS },
    ],
    needsModel: false,
  },

  uses: () => ({
    'subject/subjects': { isExchanged: true },
    'verb/verbs': { answers: ['verb', 'verbs'] },
  }),

  prepare({ options, templates, list, words }) {
    const between = options.text('between')
    const subjects = list('subject').entries
    const verbs = list('verb').entries
    const others = ['neighbour', 'person', 'does'].filter((slot) =>
      templates.some((template) => slotsOf(template).includes(slot)),
    )
    for (const slot of others) words(slot)
    return (random) => {
      const template = random.one(templates)
      const number = random.one([SINGULAR, PLURAL])
      const isSame = between === 'same' || (between === 'mixed' && random.uniform() < 0.5)
      const ofOther = isSame ? number : 1 - number
      const scene = Object.fromEntries(others.map((slot) => [slot, random.one(list(slot).entries)[ofOther]]))
      const subject = random.one(subjects)
      const clean = fill(template, { ...scene, subject: subject[number] })
      const text = textOf(clean)
      const formsOf = (column: number) => [...new Set(verbs.map((verb) => answerAfter(text, verb[column])))]
      return {
        clean,
        corrupt: fill(template, { ...scene, subject: subject[1 - number] }),
        answers: formsOf(number),
        wrongAnswers: formsOf(1 - number),
        template: template.text,
      }
    }
  },
}
