import { answerAfter } from '../answer-after'
import { textOf } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { fill } from '../template-text'
import { tooFew } from '../too-few'
import { NAMES_WITH_PRONOUN } from '../words/names'

export const genderedPronoun: PromptGenerator = {
  task: {
    name: 'gendered-pronoun',
    title: 'Gendered pronoun',
    description: 'Which pronoun goes with a name: "So Mary is a good friend, isn\'t" she.',
    source:
      'Mathwin et al. 2023, Identifying a Preliminary Circuit for Predicting Gendered Pronouns in GPT-2 Small',
    options: [],
    templates: [
      "So {name} is a good friend, isn't",
      "I think that {name} is very tired today, isn't",
      "As you know, {name} was late again, wasn't",
      "Well, {name} is a fine cook, isn't",
      "By the way, {name} has a new job, hasn't",
      "After all, {name} was here before, wasn't",
    ],
    slots: [{ name: 'name', meaning: 'a name of the list name/pronoun', isNeeded: true }],
    lists: [{ name: 'name/pronoun', label: 'Names and their pronouns', words: NAMES_WITH_PRONOUN }],
    needsModel: false,
  },

  uses: () => ({ 'name/pronoun': { answers: ['pronoun'] } }),

  prepare({ templates, list }) {
    const people = list('name', 2).entries
    const pronouns = [...new Set(people.map(([, pronoun]) => pronoun))]
    if (pronouns.length < 2) throw tooFew('name/pronoun', 'names of two pronouns')
    return (random) => {
      const template = random.one(templates)
      const [pronoun, other] = random.several(pronouns, 2)
      const nameOf = (wanted: string) => random.one(people.filter((person) => person[1] === wanted))[0]
      const clean = fill(template, { name: nameOf(pronoun) })
      const text = textOf(clean)
      return {
        clean,
        corrupt: fill(template, { name: nameOf(other) }),
        answers: [answerAfter(text, pronoun)],
        wrongAnswers: [answerAfter(text, other)],
        template: template.text,
      }
    }
  },
}
