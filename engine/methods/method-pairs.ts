import { definitionOf, METRIC_NEEDS, partOfMethod, PatchbayError, type RunConfig } from '../../contract'
import { encodePrompts, pairsOfParts, type PromptPair } from '../datasets'
import type { OpenModel } from '../model'

type Measured = Pick<RunConfig, 'method' | 'metric' | 'prompts'>

/** What a run measures, and the other part of a set that is split. */
export interface MethodPairs {
  pairs: readonly PromptPair[]
  otherPart?: readonly PromptPair[]
}

/**
 * @throws PatchbayError (bad-input): the first problem of the prompts or their split, or an answer missing that the
 * method needs.
 */
export function pairsFor(model: OpenModel, measured: Measured): MethodPairs {
  const { train, 'held-out': heldOut } = pairsOfParts(measured.prompts, allPairs(model, measured))
  if (!heldOut) return { pairs: train }
  const measuresTrain = partOfMethod(measured.method) === 'train'
  return measuresTrain ? { pairs: train, otherPart: heldOut } : { pairs: heldOut, otherPart: train }
}

function allPairs(model: OpenModel, { method, metric, prompts }: Measured): PromptPair[] {
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
