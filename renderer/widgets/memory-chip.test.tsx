import { describe, expect, it } from 'vitest'
import type { MemoryNeed } from '../../contract'
import { seen } from '../../testing/rendered-text'
import { NeedChip } from './memory-chip'

const NEED: MemoryNeed = {
  peakBytes: 1.62e9,
  mostBytes: null,
  uses: { program: 2e8, weights: 5e8, prompts: 9.2e8, computing: 0 },
  budget: { bytes: 14e9, from: 'free' },
  weights: 'held',
  promptCount: 100,
  tokens: 20,
  promptsAtOnce: 100,
  mostPrompts: 900,
  refusal: null,
}

describe('the memory of a run', () => {
  it('is its peak, with all that is known of it as a description', () => {
    const { text, html } = seen(<NeedChip need={NEED} />)
    expect(text).toBe('1.6 GB')
    expect(html).toContain(
      'aria-label="Memory: About 1.6 GB needed, 14 GB may be used (70 % of what is free)"',
    )
    expect(html).not.toContain('data-refused')
  })

  it('that does not fit stands out, and says what would', () => {
    const refusal = 'ACDC of 1,000 prompts needs about 21 GB; up to 640 prompts fit.'
    const { html } = seen(<NeedChip need={{ ...NEED, refusal }} />)
    expect(html).toContain('data-refused="true"')
    expect(html).toContain(`aria-label="Memory: ${refusal}"`)
  })
})
