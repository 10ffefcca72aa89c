import { describe, expect, it } from 'vitest'
import { heldWeights, type HeldWeights } from '../../../testing/held-weights'
import { compiledHeads, constructedHeads, trainedHeads } from '../../../testing/known-heads'
import { Draw, seedsFrom } from '../../../testing/random-models'
import { drawWeights } from '../../../testing/random-weights'
import { ROLE_NAMES, type SuggestedRoles } from '../../../contract'
import type { PromptPair } from '../../datasets'
import type { Experiment } from '../../experiment/experiment'
import { resultOf } from '../../experiment/progress'
import type { TransformerConfig } from '../../model'
import { weightFeeds } from '../../transformer'
import { CopyingHeads } from '../copying-heads'
import { summarise } from '../summary'
import { ROLES } from './registry'
import { suggestRoles } from './suggest-roles'

describe('roles that are suggested', () => {
  it('are all that have a name', () => {
    expect(ROLES.map(({ role }) => role).sort()).toEqual([...ROLE_NAMES].sort())
  })

  it.each([
    { title: 'the constructed induction sample', known: constructedHeads },
    { title: 'the compiled reversal', known: compiledHeads },
    { title: 'the trained sample', known: trainedHeads },
  ])('are those that are known: $title', async ({ known }) => {
    const { model, pairs, roles } = await known()
    const weights = heldWeights(await model.loadWeights())
    const suggested = await suggestedRoles({ config: model.config, weights, pairs })
    const first = Object.fromEntries(
      suggested.map(({ head, suggestions }) => [head, suggestions[0]?.role ?? null]),
    )
    expect(first).toMatchObject(roles)
  })

  it.each(seedsFrom(1, 3))('are none of confidence for heads of random models (seed %i)', async (seed) => {
    for (const { model } of [await constructedHeads(), await trainedHeads()]) {
      const draw = new Draw(seed)
      const config = { ...model.config, contextLength: 64 }
      const pairs = namePairs(draw, config)
      const suggested = await suggestedRoles({ config, weights: drawWeights(draw, config), pairs })
      const found = suggested.flatMap(({ suggestions }) => suggestions)
      expect(found.filter(({ confidence }) => confidence === 'clear')).toEqual([])
    }
  })
})

interface Question {
  config: TransformerConfig
  weights: HeldWeights
  pairs: PromptPair[]
}

async function suggestedRoles({ config, weights, pairs }: Question): Promise<SuggestedRoles[]> {
  const experiment: Experiment = { config, weights: weightFeeds(weights), pairs, threads: 1 }
  const explained = {
    experiment,
    prompts: [],
    circuit: null,
    metric: 'logit_diff',
    direction: 'noising',
    ablation: 'resample',
    tokenText: (id: number) => `${id}`,
  } as const
  const summary = await resultOf(summarise(experiment))
  const copying = new CopyingHeads(explained)
  const copyingOf = (heads: readonly string[]) => copying.of(heads)
  return resultOf(suggestRoles(explained, { summary, copyingOf, means: null }))
}

/** Two names, one of them again, among random words. */
function namePairs(draw: Draw, { vocabSize }: TransformerConfig): PromptPair[] {
  return Array.from({ length: 8 }, () => {
    const [io, s, other] = [0, 1, 2].map((i) => 1 + 3 * draw.below(10) + i)
    const words = Array.from({ length: 10 }, () => 31 + draw.below(vocabSize - 31))
    const withLast = (again: number) =>
      Int32Array.from([0, words[0], io, words[1], s, ...words.slice(2, 6), again, ...words.slice(6)])
    return {
      clean: withLast(s),
      corrupt: withLast(other),
      answers: [io],
      wrongAnswers: [s],
      answerPosition: 13,
    }
  })
}
