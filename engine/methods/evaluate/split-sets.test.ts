import { describe, expect, it } from 'vitest'
import { experimentOf, tinyReferences } from '../../../testing/method-references'
import { onOtherPart } from '../../experiment/experiment'
import { resultOf } from '../../experiment/progress'
import { workflow } from '../workflow'
import { judgeCircuit } from './judge-circuit'

const { task } = tinyReferences()[0]

describe('a set that is split', () => {
  it('is judged on the held-out part, with the same circuit on the train part beside it', async () => {
    const whole = await experimentOf(task)
    const [train, heldOut] = [whole.pairs.slice(0, 2), whole.pairs.slice(2)].map((pairs, part) =>
      pairs.map((pair, i) => ({ ...pair, row: 2 * part + i })),
    )
    const circuit = { edges: Int32Array.from({ length: 40 }, (_, i) => 3 * i) }
    const judged = async (pairs: typeof train, otherPart?: typeof train) =>
      (await resultOf(judgeCircuit({ ...whole, pairs, otherPart }, { circuit }))).evaluation
    const both = await judged(heldOut, train)
    const [onTrain, onHeldOut] = [await judged(train), await judged(heldOut)]
    expect(both.judgements).toEqual(onHeldOut.judgements)
    expect(both.minimality).toEqual(onHeldOut.minimality)
    expect(both.split!.rows).toEqual(heldOut.map(({ row }) => row))
    expect(both.split!.train.clean).toEqual(onTrain.clean)
    expect(both.split!.train.judgements[0].faithfulness).toBeCloseTo(onTrain.judgements[0].faithfulness!, 6)
    expect(onHeldOut.split).toBeUndefined()
  })

  it('ends a workflow with the verdict on the held-out part, found on the train part alone', async () => {
    const whole = await experimentOf(task)
    const [train, heldOut] = [whole.pairs.slice(0, 2), whole.pairs.slice(2)]
    const options = { metric: 'logit_diff', top: 5 } as const
    const split = await resultOf(workflow({ ...whole, pairs: train, otherPart: heldOut }, options))
    const alone = await resultOf(workflow({ ...whole, pairs: train }, options))
    expect(split.proposed).toEqual(alone.proposed)
    expect(split.judged.otherReport!.faithfulness.mean).toBeCloseTo(alone.judged.report.faithfulness.mean!, 6)
    expect(split.judged.report.measurement.perPrompt.logit_diff).toHaveLength(heldOut.length)
  })

  it('swaps its parts', async () => {
    const whole = await experimentOf(task)
    const [train, heldOut] = [whole.pairs.slice(0, 1), whole.pairs.slice(1)]
    expect(onOtherPart(whole)).toBeNull()
    const other = onOtherPart({ ...whole, pairs: train, otherPart: heldOut })!
    expect([other.pairs, other.otherPart]).toEqual([heldOut, train])
  })
})
