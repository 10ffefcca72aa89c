import { describe, expect, it } from 'vitest'
import type { BosChoice, PromptRow } from '../../contract'
import { BYTE_LEVEL, modelWith, row } from '../../testing/small-vocabularies'
import type { OpenModel } from '../model'
import { checkPrompts } from './check-prompts'

describe('a row that can run', () => {
  it('is noted where clean and corrupt differ only after the measured position', async () => {
    const model = await modelWith(BYTE_LEVEL)
    const notesAt = (position: number, of = model) =>
      checkPrompts(of, { bos: 'no' }, [{ ...row([1, 7, 8], [1, 7, 9], [5], [6]), position }]).rows[0].notes
    expect(notesAt(2)).toEqual([])
    expect(notesAt(1)).toEqual([
      'Clean and corrupt first differ at position 2, after position 1, where the answer is measured: this row cannot show a difference.',
    ])
    expect(notesAt(1, { ...model, config: { ...model.config, causal: false } })).toEqual([])
  })

  it('is remarked upon where it begins with BOS twice, or otherwise than texts do', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const adding = await modelWith(
      {
        ...BYTE_LEVEL,
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
          special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
        },
      },
      { bos_token: '<s>' },
    )
    const notesOf = (of: OpenModel, bos: BosChoice, clean: PromptRow['clean'], corrupt: PromptRow['clean']) =>
      checkPrompts(of, { bos }, [row(clean, corrupt, [5], [6])]).rows[0].notes
    const special = '"<s>" in the text is a special token, not letters.'
    const twice = 'The prompt begins with BOS twice'
    const lacks = 'Token ids are taken as they are: this prompt lacks the BOS that is put in front of texts.'
    const has = 'Token ids are taken as they are: this prompt begins with BOS, although BOS is "no".'
    expect(notesOf(adding, 'tokenizer', '<s>Lily', '<s>Tim')).toEqual([
      special,
      `${twice}: take it out of the text, or choose BOS "yes" or "no".`,
    ])
    expect(notesOf(adding, 'yes', '<s>Lily', '<s>Tim')).toEqual([special])
    expect(notesOf(model, 'tokenizer', [0, 0, 1], [0, 0, 2])).toEqual([`${twice}.`])
    expect(notesOf(adding, 'tokenizer', [1], [2])).toEqual([lacks])
    expect(notesOf(model, 'tokenizer', [1], [2])).toEqual([])
    expect(notesOf(model, 'yes', 'Lily', [0, 2])).toEqual([])
    expect(notesOf(model, 'yes', [1], [0, 2]).slice(0, 1)).toEqual([lacks])
    expect(notesOf(model, 'no', [0, 1], [0, 2])).toEqual([has])
    expect(notesOf(model, 'no', [1], [2])).toEqual([])
  })

  it('is remarked upon where an answer is a special token', async () => {
    const model = await modelWith(BYTE_LEVEL, { bos_token: '<s>' })
    const [{ answers, notes }] = checkPrompts(model, { bos: 'no' }, [row('Lily', 'Tim', ['<s>'], [6])]).rows
    expect([answers, notes]).toEqual([
      [{ id: 0, text: '<s>' }],
      ['"<s>" in the text is a special token, not letters.'],
    ])
  })
})
