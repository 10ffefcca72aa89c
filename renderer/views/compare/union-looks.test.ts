import { describe, expect, it } from 'vitest'
import { unionLooks } from './union-looks'

const range = (from: number, count: number) => Int32Array.from({ length: count }, (_, index) => from + index)

describe('unionLooks', () => {
  it('draws every edge by its side, differences on top', () => {
    const { looks, hidden } = unionLooks({ onlyA: range(0, 1), onlyB: range(1, 1), both: range(2, 2) }, null)
    expect(looks.map(({ edge, kind }) => `${edge} ${kind}`)).toEqual([
      '2 both',
      '3 both',
      '1 only-b',
      '0 only-a',
    ])
    expect(hidden).toBe(0)
  })

  it('leaves out shared edges first, then divides what can be drawn between A and B', () => {
    const few = unionLooks({ onlyA: range(0, 3), onlyB: range(3, 3), both: range(6, 10) }, null, 8)
    expect(few.looks.filter(({ kind }) => kind === 'both')).toHaveLength(2)
    expect(few.hidden).toBe(8)
    const many = unionLooks({ onlyA: range(0, 20), onlyB: range(20, 3), both: range(23, 10) }, null, 8)
    expect(many.looks.map(({ kind }) => kind).sort()).toEqual([
      ...Array(5).fill('only-a'),
      ...Array(3).fill('only-b'),
    ])
  })

  it('always draws the selected edge', () => {
    const { looks, hidden } = unionLooks({ onlyA: range(0, 2), onlyB: range(2, 0), both: range(2, 5) }, 6, 2)
    expect(looks).toContainEqual({ edge: 6, kind: 'both' })
    expect(hidden).toBe(4)
  })
})
