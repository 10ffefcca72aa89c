import { expect, it } from 'vitest'
import { Draw, drawConfig, TOPOLOGIES } from '../../testing/random-models'
import { limitsOf } from './limits'

const pairsOf = (length: number) => [{ clean: new Int32Array(length) }]

it('says which prompts are too long for scores by position', () => {
  const config = { ...drawConfig(new Draw(1), TOPOLOGIES[0]), layerCount: 12, heads: 12 }
  expect(limitsOf(config, pairsOf(682)).filter((limit) => limit.includes('By position'))).toEqual([])
  expect(limitsOf(config, pairsOf(683))).toContain(
    'Prompts of 683 tokens are too long for comparing where heads look from one prompt to another: “By position” is not measured.',
  )
})
