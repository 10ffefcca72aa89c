import { describe, expect, it } from 'vitest'
import { newDraft } from './prompt-draft'
import { usePrompts } from './prompt-store'
import { changeDraft } from './prompts'
import { appendRows } from './read-rows'

const row = { clean: 'from 1732 to 17', corrupt: 'from 1701 to 17', answers: ['42'], wrongAnswers: ['12'] }

describe('rows that are added to a set', () => {
  it('say what they wanted where the set keeps its own', () => {
    changeDraft({ type: 'restore', draft: { ...newDraft(), bos: 'no' } })
    const proposedBos = { bos: 'yes', why: 'Their code puts BOS in front.' } as const
    appendRows({ rows: [row], notes: [], choices: { answerReading: 'typed' }, proposedBos })
    appendRows({ rows: [row], notes: [], bos: 'yes', choices: { answerReading: 'auto' } })
    expect(usePrompts.getState().draft).toMatchObject({
      bos: 'no',
      notes: [
        'Their code puts BOS in front.',
        'The added rows say "answer_reading": "typed"; the set keeps "auto".',
        'The added rows say "bos": "yes"; the set keeps "no".',
      ],
    })
  })
})
