import {
  HEAD_SCORE_NAMES,
  REPEATED_SCORES,
  type Copying,
  type SetSummary,
  type SuggestedRoles,
} from '../../../contract'
import type { CorruptMeans } from '../../experiment/ablation'
import { layerSpec } from '../../model/transformer'
import type { Explained } from '../explained'
import { repeatedPrompts } from '../repeated-tokens'
import { answerLooks } from './answer-looks'
import { WEAK } from './attention-role'
import { headWrites } from './head-writes'
import { inhibitions } from './inhibition'
import { nameMover } from './name-mover'
import type { HeadNumbers } from './role'
import { looksAtRepeatedWrong } from './s-inhibition'
import { suggestionsOf } from './suggestions'
import { uniformScores } from './uniform-scores'

export interface RolesQuestion {
  summary: SetSummary
  copyingOf(heads: readonly string[]): AsyncGenerator<unknown, Copying[]>
  /** As from donorMeans. */
  means: CorruptMeans | null
}

/**
 * What the numbers suggest that each head does; only heads that look at answers are asked what they copy. It may be left
 * between two of its steps.
 */
export async function* suggestRoles(
  explained: Explained,
  question: RolesQuestion,
): AsyncGenerator<unknown, SuggestedRoles[]> {
  const writes = await headWrites(explained.experiment)
  const measured = summarised(explained, question.summary).map((numbers) => ({
    ...numbers,
    writes: writes.get(numbers.head)!,
  }))
  const looking = measured.filter((numbers) => answerLooks(numbers).beyond >= WEAK).map(({ head }) => head)
  yield 'writes'
  const copied = yield* question.copyingOf(looking)
  const copying = new Map(copied.map((one) => [one.head, one]))
  const withCopying = measured.map((numbers) => ({ ...numbers, copying: copying.get(numbers.head) ?? null }))
  const found = yield* inhibitions(explained, {
    senders: withCopying.filter(looksAtRepeatedWrong).map(({ head }) => head),
    movers: withCopying.filter((numbers) => nameMover.suggest(numbers)).map(({ head }) => head),
    means: question.means,
  })
  return withCopying.map((numbers) =>
    suggestionsOf({ ...numbers, inhibition: found.get(numbers.head) ?? NaN }),
  )
}

/** What the summary says of each head; the rest is not measured yet. */
function summarised(explained: Explained, summary: SetSummary): HeadNumbers[] {
  const { heads, scores, repeated, attribution, attentionWrites } = summary
  const uniform = uniformOf(explained)
  const prompts = attribution ? attribution.cleanLogitDiff.length : 0
  const added = (head: string) => {
    const at = attribution ? attribution.nodes.indexOf(head) * prompts : 0
    return meanOrNone([...(attribution?.clean.subarray(at, at + prompts) ?? [])])
  }
  return heads.map((head, i) => ({
    head,
    score: recordOf(HEAD_SCORE_NAMES, (name) => scores[name].mean[i]),
    repeated: recordOf(REPEATED_SCORES, (name) => repeated[name][i]),
    uniform: uniform(Math.floor(i / explained.experiment.config.heads)),
    attribution: added(head),
    attentionWrites: attentionWrites[i],
    copying: null,
    inhibition: NaN,
    writes: NaN,
  }))
}

/** What a head of a layer would score that attends to all it sees alike. */
function uniformOf({ experiment }: Explained) {
  const { config, pairs } = experiment
  const random = repeatedPrompts(experiment)
  const known = new Map<number | null, HeadNumbers['uniform']>()
  return (layer: number) => {
    const { window } = layerSpec(config, layer).attention
    const found = known.get(window) ?? {
      score: uniformScores(config, layer, pairs),
      repeated: uniformScores(config, layer, random),
    }
    known.set(window, found)
    return found
  }
}

function recordOf<Name extends string>(names: readonly Name[], valueOf: (name: Name) => number) {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, number>
}

/** Over the prompts that have a number. */
function meanOrNone(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : NaN
}
