import { describe, expect, it } from 'vitest'
import { MOST_POSITIONS, partNote, positionsUpTo, weightiestPositions } from './shown-positions'

describe('positions of a long prompt', () => {
  it('are all shown where they are few', () => {
    expect(weightiestPositions([0, 0.5, NaN])).toEqual([0, 1, 2])
    expect(positionsUpTo(1, 3)).toEqual([0, 1, 2])
    expect(partNote(3, 3, 'the strongest')).toBe('')
  })

  it('are those of the largest size, in the order of the prompt', () => {
    const weights = Array.from({ length: 1024 }, (_, i) => (i % 16 === 3 ? -1 - i : NaN))
    const shown = weightiestPositions(weights)
    expect(shown).toHaveLength(MOST_POSITIONS)
    expect(shown[0]).toBe(3 + 16 * (64 - MOST_POSITIONS))
    expect(shown).toEqual([...shown].sort((a, b) => a - b))
    expect(partNote(60, 1024, 'the strongest')).toBe('; 60 of 1,024 positions, the strongest')
  })

  it('end with the answer position where that is asked for', () => {
    const shown = positionsUpTo(1000, 1024)
    expect([shown[0], shown.at(-1), shown.length]).toEqual([941, 1000, 60])
    expect(positionsUpTo(5, 1024).at(-1)).toBe(59)
  })
})
