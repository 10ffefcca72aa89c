import { definitionOf, METRIC_NEEDS, PatchbayError, type RunConfig } from '../../contract'
import { encodePrompts, type PromptPair } from '../datasets'
import type { OpenModel } from '../model'

type Measured = Pick<RunConfig, 'method' | 'metric' | 'prompts'>

/** @throws PatchbayError (bad-input): the first problem of the prompts, or an answer missing that the method needs. */
export function pairsFor(model: OpenModel, { method, metric, prompts }: Measured): PromptPair[] {
  const { pairs } = encodePrompts(model, prompts, prompts.rows, metric)
  const also = definitionOf(method).alsoMeasures
  if (also === undefined) return pairs
  const needs = METRIC_NEEDS[also]
  const lacks = (side: 'answers' | 'wrongAnswers') => (pair: PromptPair) =>
    needs[side] && pair[side].length === 0
  refuse('Answer', pairs.findIndex(lacks('answers')))
  refuse('Wrong answer', pairs.findIndex(lacks('wrongAnswers')))
  return pairs

  function refuse(name: string, row: number): void {
    if (row < 0) return
    const reason = `${method} measures ${also}, too, which needs one`
    throw new PatchbayError('bad-input', `Row ${row + 1}: ${name} is empty; ${reason}: type one token.`)
  }
}
