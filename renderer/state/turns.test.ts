import { expect, it } from 'vitest'
import { partInTurn, type Part } from './turns'

const PARTS: readonly Part[] = ['graph', 'numbers', 'log', 'lists', 'plot', 'rest']

it('draws every part that waits, one a frame, then none before its time', () => {
  const drawn: Partial<Record<Part, number>> = {}
  const inTurn = Array.from({ length: 8 }, (_, frame) => {
    const part = partInTurn(PARTS, drawn, 1000 + frame)
    if (part) drawn[part] = 1000 + frame
    return part
  })
  expect(inTurn.slice(0, 6).sort()).toEqual([...PARTS].sort())
  expect(inTurn.slice(6)).toEqual([null, null])
})

it('draws the most overdue first, so that none waits for ever', () => {
  expect(partInTurn(PARTS, { graph: 0, numbers: 0, log: 0, lists: 0, plot: 0, rest: 0 }, 5000)).toBe('graph')
  const drawn = { graph: 4900, numbers: 4900, log: 4900, lists: 4900, plot: 4900, rest: 0 }
  expect(partInTurn(PARTS, drawn, 5000)).toBe('rest')
})

it('draws nothing of what does not wait', () => {
  expect(partInTurn(['log'], { graph: 0, log: 990 }, 1000)).toBe(null)
  expect(partInTurn(['log'], { graph: 0, log: 0 }, 1000)).toBe('log')
})
