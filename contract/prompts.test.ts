import { describe, expect, it } from 'vitest'
import { promptSetSchema } from './prompts'

describe('the beginning of prompts', () => {
  const bosOf = (bos?: string) => promptSetSchema.safeParse({ name: 'IOI', bos, rows: [] }).data?.bos

  it('is called yes, no or tokenizer, and the older words are still read', () => {
    expect(['yes', 'no', 'tokenizer', 'prepend', 'none', 'always', undefined].map(bosOf)).toEqual([
      ...['yes', 'no', 'tokenizer', 'yes', 'no', undefined, 'tokenizer'],
    ])
  })
})
