import { describe, expect, it } from 'vitest'
import type { CheckedRow } from '../../../contract'
import { alignmentLine, bosLine, itemLine, parityLine, plannedLines } from './check-lines'

const row = (change: Partial<CheckedRow> = {}): CheckedRow => ({
  ...{ clean: [], corrupt: [], answers: [], wrongAnswers: [], answerPosition: 0 },
  ...{ startsWithBos: true, differences: [1], problems: [], notes: [] },
  ...change,
})

describe('the lines of a self-check', () => {
  it('have the number, the tolerance and what to do', () => {
    const item = { name: 'no-op-patch', passed: true, difference: 2e-7, tolerance: 1e-4, detail: 'x' } as const
    expect(itemLine(item)).toMatchObject({ outcome: 'passed', found: '2.0e−7', allowed: '1.0e−4', toDo: '' })
    const failed = itemLine({ ...item, name: 'gradient', passed: false, difference: 3 })
    expect([failed.outcome, failed.found]).toEqual(['failed', '3'])
    expect(failed.toDo).toContain('confirm what they find by patching')
  })

  it('say what is to be measured', () =>
    expect(plannedLines().map(({ outcome, toDo }) => [outcome, toDo])).toEqual(
      Array.from({ length: 4 }, () => ['unchecked', 'Run the self-check.']),
    ))

  it('take parity from the load certificate', () => {
    expect(parityLine(null)).toMatchObject({ outcome: 'unchecked', found: '' })
    const parity = { name: 'parity', outcome: 'failed', difference: 2, tolerance: 0.1, detail: 'd' } as const
    expect(parityLine(parity)).toMatchObject({ outcome: 'failed', found: '2', allowed: '0.1' })
  })

  it('hold BOS in front of some prompts only against the set', () => {
    expect(bosLine([row(), row({ startsWithBos: false })])).toMatchObject({
      outcome: 'failed',
      found: '1 of 2 rows',
    })
    expect(bosLine([row(), row()]).outcome).toBe('passed')
    expect(bosLine([]).outcome).toBe('unchecked')
  })

  it('name the first row that is not aligned, or the same on both sides', () => {
    const problem = { field: 'corrupt', message: 'The prompts have 5 and 6 tokens.' } as const
    expect(alignmentLine([row(), row({ problems: [problem] })])).toMatchObject({
      outcome: 'failed',
      found: '1 problem in 2 rows',
      toDo: 'Mend row 2 in Dataset: The prompts have 5 and 6 tokens.',
    })
    const clean = [{ id: 1, text: 'a' }] as CheckedRow['clean']
    expect(alignmentLine([row({ clean, differences: [] })]).toDo).toBe(
      'Row 1 is the same clean and corrupt: nothing can be found with it.',
    )
    expect(alignmentLine([row({ problems: [{ ...problem, isMissing: true }] })]).outcome).toBe('passed')
  })
})
