import type { Baselines, EdgeScores, EffectColumns, MlpTreatment } from '../../../contract'
import { checkAblation } from '../../experiment/ablation'
import { baseSide, graphOf, type Experiment } from '../../experiment/experiment'
import { relayed, type Progress } from '../../experiment/progress'
import type { EffectEvent } from '../event'
import { exactEffects } from './exact-effects'
import type { EdgeQuestion, MeasuredEdge } from './measured-edge'
import { recomputedEffects } from './recomputed-effects'

export interface EdgePatchingOptions extends EdgeQuestion {
  /** Edge indices, as from edgesByName, edgesInto or edgesFrom; without it a sweep over all. */
  edges?: readonly number[]
  /** Effects that an earlier part of the same sweep measured. */
  known?: EffectColumns
  /** MLPs between sender and receiver; `frozen` without it. */
  mlps?: MlpTreatment
}

export interface PatchedEdges {
  /** By edge index, ascending. */
  scores: EdgeScores
  baseline: Baselines
}

/**
 * Exact edge patching: the metric of the base run when only that edge carries the donor run's value of its
 * sender, or what the ablation puts in its place; everything downstream of its receiver is recomputed. Edges into one
 * receiver run together, as copies. With `mlps` recomputed the MLPs in between pass the change on, too: path patching.
 * A sweep over all edges reports each effect as it is measured and keeps no effects per prompt; a selection is small: it
 * is measured in one go.
 * @throws PatchbayError (bad-input) as checkAblation.
 */
export async function* edgePatching(
  experiment: Experiment,
  { edges, known, mlps = 'frozen', ...question }: EdgePatchingOptions,
): AsyncGenerator<Progress<'edges'> | EffectEvent, PatchedEdges> {
  const { direction, metric, ablation = 'resample' } = question
  checkAblation(direction, ablation)
  const isSweep = edges === undefined
  const { edgeCount } = graphOf(experiment.config)
  const selected = [...new Set(edges ?? Array(edgeCount).keys())].sort((a, b) => a - b)
  const effects = new Map(
    isSweep && known ? Array.from(known.edge, (edge, i) => [edge, known.effect[i]]) : [],
  )
  const perPrompt = new Map<number, Float64Array>()
  const missing = selected.filter((edge) => !effects.has(edge))
  const measuring = mlps === 'recomputed' && missing.length > 0 ? recomputedEffects : exactEffects
  const alreadyKnown = effects.size
  const baseline = yield* relayed(
    measuring(experiment, question, missing),
    (event: Progress<'edges'> | MeasuredEdge): Progress<'edges'> | EffectEvent | null => {
      if (event.type === 'progress')
        return { ...event, done: alreadyKnown + event.done, total: selected.length }
      if (event.type !== 'measured') return event
      const { edge, found } = event
      effects.set(edge, found.effect)
      if (isSweep) return { type: 'effect', edge, effect: found.effect }
      perPrompt.set(edge, found.perPrompt)
      return null
    },
  )
  const scores: EdgeScores = {
    edge: Int32Array.from(selected),
    score: Float64Array.from(selected, (edge) => effects.get(edge)!),
    perPrompt: isSweep ? null : Float64Array.from(selected.flatMap((edge) => [...perPrompt.get(edge)!])),
    baseMetric: baseline[baseSide(direction)].mean[metric],
    promptCount: experiment.pairs.length,
    passes: { forward: 2 + selected.length, backward: 0 },
  }
  return { scores, baseline }
}
