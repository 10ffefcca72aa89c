import { describe, expect, it } from 'vitest'
import type { PromptReading, PromptRow, PromptSet } from '../../contract'
import { BYTE_LEVEL, modelWith, row } from '../../testing/small-vocabularies'
import type { OpenModel } from '../model'
import { checkPrompts } from './check-prompts'
import { dataHash } from './data-hash'

const hashOf = (
  model: OpenModel,
  rows: PromptRow[],
  reading: PromptReading = { bos: 'yes' },
  split?: PromptSet['split'],
) => dataHash({ rows, split }, checkPrompts(model, reading, rows).rows)

describe('the hash of what the model is given', () => {
  it('is the same for texts and ids, whatever the roads', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const asTexts = [row('Lily was sad.', 'Tim was sad.', ['She'], [' He'])]
    const asIds = [row([0, 1, 7, 8, 9], [0, 2, 7, 8, 9], [5], [6])]
    const hash = hashOf(model, asTexts)
    expect(hash).toMatch(/^tokens:[0-9a-f]{64}$/)
    expect(hashOf(model, asIds)).toBe(hash)
    expect(hashOf(model, asIds, { bos: 'no' })).toBe(hash)
    expect(hashOf(model, [{ ...asTexts[0], position: 4, template: 'x' }])).toBe(hash)
    // Answers are a set.
    const [two, turned] = [
      ['She', 'He'],
      ['He', 'She'],
    ].map((answers) => hashOf(model, [{ ...asTexts[0], answers, wrongAnswers: [9] }]))
    expect(two).toBe(turned)
  })

  it('is another one for other tokens', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const one = row('Lily was sad.', 'Tim was sad.', ['She'], ['He'])
    const other = row('Tim was sad.', 'Lily was sad.', ['He'], ['She'])
    const hashes = [
      hashOf(model, [one]),
      hashOf(model, [one], { bos: 'no' }),
      hashOf(model, [one], { bos: 'yes', answerReading: 'typed' }),
      hashOf(model, [{ ...one, position: 3, answers: ['.'] }]),
      hashOf(model, [one, other]),
      hashOf(model, [other, one]),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('names spans and split beside the tokens, as positions of the tokens', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const spans = [{ name: 'subject', from: 0, to: 0 }]
    const texts = { ...row('Lily was sad.', 'Tim was sad.', ['She'], ['He']), spans }
    const ids = {
      ...row([0, 1, 7, 8, 9], [0, 2, 7, 8, 9], [5], [6]),
      spans: [{ name: 'subject', from: 1, to: 1 }],
    }
    const bare = hashOf(model, [row('Lily was sad.', 'Tim was sad.', ['She'], ['He'])])
    expect(hashOf(model, [texts])).toMatch(new RegExp(`^${bare}/spans:[0-9a-f]{16}$`))
    expect(hashOf(model, [ids])).toBe(hashOf(model, [texts]))
    expect(hashOf(model, [{ ...texts, spans: [{ ...spans[0], name: 'end' }] }])).not.toBe(
      hashOf(model, [texts]),
    )
    const two = [texts, row('Tim was sad.', 'Lily was sad.', ['He'], ['She'])]
    const split = { seed: 1, heldOut: 0.5, by: 'row' } as const
    expect(hashOf(model, two, { bos: 'yes' }, split)).toMatch(/^tokens:\w+\/spans:\w+\/split:[0-9a-f]{16}$/)
  })

  it('counts a BOS that the tokenizer puts in front of a text that has one', async () => {
    const post_processor = {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
    }
    const model = await modelWith({ ...BYTE_LEVEL, post_processor }, { bos_token: '<s>' })
    const span = (at: number) => [{ name: 'subject', from: at, to: at }]
    const text = { ...row('<s>Lily was', '<s>Tim was', [5], [6]), spans: span(1) }
    const ids = { ...row([0, 0, 1, 7], [0, 0, 2, 7], [5], [6]), spans: span(2) }
    expect(hashOf(model, [text], { bos: 'tokenizer' })).toBe(hashOf(model, [ids]))
  })
})
