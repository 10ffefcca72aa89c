import { describe, expect, it } from 'vitest'
import type { SweepDetail, SweepMember, SweepPoint } from '../../../contract'
import { runSummary } from '../../../testing/run-summary'
import { compareForm } from '../../state/compare'
import { useWorkbench } from '../../state/workbench'
import { sweepStep } from './sweep-step'

/** A sweep over `count` thresholds, of which `found` have a circuit and `judged` a judgement. */
function sweepOf({ count, found, judged }: { count: number; found: number; judged: number }): SweepDetail {
  const members: Pick<SweepMember, 'run'>[] = []
  const points: Partial<SweepPoint>[] = []
  for (let at = 0; at < count; at++) {
    members.push({ run: at < found ? runSummary(2 * at + 1) : null })
    members.push({ run: at < judged ? runSummary(2 * at + 2, { method: 'evaluate' }) : null })
    const values = { threshold: (at + 1) / 100 }
    points.push({ values, find: 2 * at, judge: 2 * at + 1, edges: at < found ? 20 - at : null })
  }
  return { summary: { name: 'Sweep 4' }, members, points, spec: { base: { method: 'acdc' } } } as SweepDetail
}

describe('sweepStep', () => {
  it('says what there is, and how to go on, until there is something to show', () => {
    const step = sweepStep(sweepOf({ count: 5, found: 1, judged: 0 }), null)
    expect(step).toEqual({
      has: '1 of 5 circuits found',
      next: [],
      missing: 'A point or a row leads to its circuit and to its judgement.',
    })
  })

  it('leads from the selected circuit to its graph and, where it was judged, to its judgement', () => {
    const detail = sweepOf({ count: 5, found: 1, judged: 1 })
    const step = sweepStep(detail, 0)
    expect(step.has).toBe('τ 0.01 of Sweep 4')
    expect(step.next.map(({ view, along }) => [view, along])).toEqual([
      ['discover', 'with this circuit'],
      ['judge', undefined],
    ])
    expect(sweepStep(detail, 3).next).toEqual([])
  })

  it('leads to several of its circuits beside each other, from the first to the last', () => {
    const [link] = sweepStep(sweepOf({ count: 11, found: 11, judged: 0 }), null).next
    expect([link.view, link.along]).toEqual(['compare', 'with 6 of 11 circuits'])
    link.go!()
    const numbers = compareForm.get().several.map((id) => Number(/\d+/.exec(id)))
    expect(numbers).toEqual([1, 5, 9, 13, 17, 21])
    expect(useWorkbench.getState().view).toBe('compare')
  })
})
