import { expect, it } from 'vitest'
import { measurementOf } from '../testing/measurement'
import { faithfulnessByPrompt, keptShare, worstServed } from './faithfulness'

const measured = (...logitDiffs: number[]) => measurementOf({ logit_diff: logitDiffs })

it('a share is undefined where clean and corrupt do not differ', () => {
  expect(keptShare(1.5, 2, 1)).toBe(0.5)
  expect(keptShare(1.5, 1, 1)).toBeNaN()
  expect(keptShare(1.5, 1, 1 + 9e-7)).toBeNaN()
})

it('the worst prompt is the one served worst relative to the model, not the one of the lowest metric', () => {
  // The model itself hardly knows prompt 1; of prompt 0 the circuit loses four fifths.
  const [clean, corrupt, circuit] = [measured(10, 0.5, 4), measured(0, 0, 4), measured(2, 0.5, 1)]
  const byPrompt = faithfulnessByPrompt(circuit, { clean, corrupt })
  expect([...byPrompt]).toEqual([0.2, 1, NaN])
  expect(worstServed(byPrompt)).toEqual({ row: 0, faithfulness: 0.2 })
  expect(worstServed(Float64Array.of(NaN))).toBeNull()
})
