import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { termOf } from '../terms'
import { closeHelp, helpBack, openHelp, openTerm, useHelp } from './help'
import { hideTerm, holdTerm, leaveTerm, pointAtTerm, useTermCard } from './term-card'

const [faithfulness, cpr] = ['faithfulness', 'CPR'].map((word) => termOf(word)!)
const anchor = {} as Element
const shown = () => useTermCard.getState().shown?.term ?? null

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  hideTerm()
  closeHelp()
  vi.useRealTimers()
})

it('explains what the pointer rests on, not what it passes by', () => {
  pointAtTerm(faithfulness, anchor)
  leaveTerm()
  pointAtTerm(cpr, anchor)
  expect(shown()).toBeNull()
  vi.runAllTimers()
  expect(shown()).toBe(cpr)
})

it('stays while the pointer is on the card, and goes when it leaves', () => {
  pointAtTerm(faithfulness, anchor, undefined, 0)
  vi.runAllTimers()
  leaveTerm()
  holdTerm()
  vi.runAllTimers()
  expect(shown()).toBe(faithfulness)
  leaveTerm()
  vi.runAllTimers()
  expect(shown()).toBeNull()
})

it('opens the definition of a term in Help, from where one can go back', () => {
  openHelp()
  openTerm(faithfulness)
  expect(useHelp.getState().shown.at(-1)).toEqual({ page: 'methods', section: 'faithfulness' })
  helpBack()
  expect(useHelp.getState().shown).toEqual([{ page: 'terms', section: '' }])
})
