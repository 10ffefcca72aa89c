import { PatchbayError, shown } from '../../../../contract'
import { answerAfter } from '../answer-after'
import { textOf } from '../drawn-row'
import type { PromptGenerator } from '../generator'
import { fill, slotsOf, type Template } from '../template-text'
import { CAPITALS } from '../words/things'

export const capitalCountry: PromptGenerator = {
  task: {
    name: 'capital-country',
    title: 'Capital and country',
    description: 'A country and its capital: "The capital of France is" Paris, or the other way round.',
    source:
      'Merullo et al. 2023, Language Models Implement Simple Word2Vec-style Vector Arithmetic (arXiv 2305.16130); Todd et al. 2024, Function Vectors (arXiv 2310.15213)',
    options: [],
    templates: [
      'The capital of {country} is',
      'The capital city of {country} is called',
      'Everyone who travels to {country} wants to see its capital,',
      'We left {capital}, which is the capital of',
      'The city of {capital} is the capital of',
    ],
    slots: [
      { name: 'country', meaning: 'a country; its capital is the answer', isNeeded: false },
      { name: 'capital', meaning: 'or a capital; its country is the answer', isNeeded: false },
    ],
    lists: [{ name: 'country/capital', label: 'Countries and capitals', words: CAPITALS }],
    needsModel: false,
  },

  uses: ({ templates }) => ({
    'country/capital': {
      answers: ['country', 'capital'].filter((slot) =>
        templates.some((template) => !slotsOf(template).includes(slot)),
      ),
    },
  }),

  prepare({ templates, list }) {
    for (const template of templates) refuseSlotCount(template)
    const pairs = list('country', 2).entries
    return (random) => {
      const template = random.one(templates)
      const answer = slotsOf(template)[0] === 'country' ? 1 : 0
      const [pair, other] = random.several(pairs, 2)
      const filled = (entry: string[]) => fill(template, { country: entry[0], capital: entry[1] })
      const clean = filled(pair)
      return {
        clean,
        corrupt: filled(other),
        answers: [answerAfter(textOf(clean), pair[answer])],
        wrongAnswers: [answerAfter(textOf(clean), other[answer])],
        template: template.text,
      }
    }
  },
}

/** @throws PatchbayError (bad-input) where a template has both, so that the answer is in it, or neither. */
function refuseSlotCount(template: Template): void {
  if (slotsOf(template).length === 1) return
  const rule = 'must have one of {country} and {capital}: the other is the answer'
  throw new PatchbayError('bad-input', `The template ${shown(template.text)} ${rule}.`)
}
