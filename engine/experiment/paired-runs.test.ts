import { expect, it } from 'vitest'
import { Draw, drawConfig } from '../../testing/random-models'
import type { PromptPair } from '../datasets'
import { plainLayer, plainRotary, type TransformerConfig } from '../model/transformer'
import { commonLength } from './paired-runs'

const pairsOf = (...lengths: number[]): PromptPair[] =>
  lengths.map((length) => {
    const tokens = new Int32Array(length)
    return { clean: tokens, corrupt: tokens, answers: [], wrongAnswers: [], answerPosition: length - 1 }
  })

/** A causal model whose positions turn otherwise in prompts of more than 6 tokens. */
const longContext = (): TransformerConfig => {
  const rotary = { ...plainRotary(4, 100), beyond: { length: 6, factors: [0.5, 0.25] } }
  return { ...drawConfig(new Draw(1)), causal: true, layers: [plainLayer(0.5), plainLayer(0.5, rotary)] }
}

it('prompts of different lengths are not run together where padding would be seen', () => {
  const config = { ...longContext(), causal: false }
  expect(commonLength(config, pairsOf(4, 4))).toBe(4)
  expect(() => commonLength(config, pairsOf(4, 5))).toThrow(
    'this model attends to later tokens too, so prompts of different length cannot be run together: make all prompts equally long.',
  )
})

it('prompts whose positions turn differently are not run together', () => {
  const config = longContext()
  expect(commonLength(config, pairsOf(4, 6))).toBe(6)
  expect(commonLength(config, pairsOf(7, 9))).toBe(9)
  expect(() => commonLength(config, pairsOf(7, 9, 6))).toThrow(
    'this model rotates positions otherwise in prompts of more than 6 tokens, so these cannot be run together with shorter ones (prompt 3 has 6, prompt 1 has 7): use two sets of prompts, one of each kind.',
  )
})
