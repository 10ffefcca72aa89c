import { PatchbayError } from '../../../../contract'
import type { PromptGenerator } from '../generator'
import { fill } from '../template-text'
import { EVENTS } from '../words/things'
import { knownYears, readableYears, type Century } from '../years'

export const greaterThan: PromptGenerator = {
  task: {
    name: 'greater-than',
    title: 'Greater-than',
    description: 'A year after another one: "The war lasted from the year 1732 to the year 17" 33 or more.',
    source: 'Hanna et al. 2023, How does GPT-2 compute greater-than? (arXiv 2305.00586), section 2',
    options: [
      {
        kind: 'number',
        name: 'from',
        label: 'First century',
        help: 'The first two digits of the earliest years.',
        min: 10,
        max: 99,
        default: 11,
      },
      {
        kind: 'number',
        name: 'to',
        label: 'Last century',
        help: 'The first two digits of the latest years.',
        min: 10,
        max: 99,
        default: 17,
      },
      {
        kind: 'choice',
        name: 'answer',
        label: 'Answers',
        help: 'The last two digits as one token, as in GPT-2; or the digit of the tens, where the tokenizer reads digit by digit.',
        values: [
          { value: 'year', label: 'two digits' },
          { value: 'tens', label: 'the digit of the tens' },
        ],
        default: 'year',
      },
    ],
    templates: ['The {event} lasted from the year {XX1}{YY} to the year {XX2}'],
    slots: [
      { name: 'event', meaning: 'a word of the list event', isNeeded: false },
      { name: 'XX1', meaning: 'the century', isNeeded: true },
      { name: 'YY', meaning: 'the year, 01 in the corrupt prompt', isNeeded: true },
      { name: 'XX2', meaning: 'the century again, at the end', isNeeded: true },
    ],
    lists: [{ name: 'event', label: 'Events', words: EVENTS }],
    needsModel: false,
  },

  uses: () => ({}),

  prepare({ options, templates, words, model }) {
    const events = words('event')
    const [from, to] = [options.number('from'), options.number('to')]
    if (from > to) {
      throw new PatchbayError('bad-input', `The option from (${from}) must not be above to (${to}).`)
    }
    const all = Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
    const isTens = options.text('answer') === 'tens'
    const centuries: Century[] = model?.tokenizer
      ? readableYears(model.tokenizer.encodePlain, all, isTens)
      : knownYears(all, isTens)
    return (random) => {
      const template = random.one(templates)
      const { digits, years, sides } = random.one(centuries)
      const year = random.one(years)
      const scene = { event: random.one(events), XX1: digits, XX2: digits }
      const { answers, wrongAnswers, checked } = sides(year)
      return {
        clean: fill(template, { ...scene, YY: year }),
        corrupt: fill(template, { ...scene, YY: '01' }),
        answers,
        wrongAnswers,
        checkedAnswers: checked,
        template: template.text,
      }
    }
  },
}
