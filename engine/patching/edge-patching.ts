import type { MetricName } from '../../contract'
import { edgeName, type ComputationalGraph } from '../graph'
import { Session } from '../onnx'
import { addedInputGraph } from '../transformer'
import { graphOf } from './acdc-on-pairs'
import { copiesOf, copiesPerRun } from './activation-patching'
import {
  baselineOf,
  baseSide,
  inBatches,
  paddedLength,
  type Baseline,
  type Direction,
  type Experiment,
  type Progress,
} from './experiment'
import { promptsPerGradient } from './gradient-memory'
import { joinLogits } from './paired-runs'
import { scoreOf, type Score } from './scores'
import { inletOf, receiverMask, SenderValues } from './sender-values'

export interface EdgePatchingOptions {
  direction: Direction
  /** Edge indices, as from edgesByName, edgesInto or edgesFrom; all without it. */
  edges?: readonly number[]
  metrics: readonly MetricName[]
}

export interface EdgeScore extends Score {
  edge: number
  name: string
}

export interface EdgePatchingResult {
  /** By edge index, ascending. */
  scores: EdgeScore[]
  baseline: Baseline
}

export type EdgePatchingEvent = Progress | { type: 'edge'; score: EdgeScore }

/**
 * Exact edge patching: the metric of the base run when only that edge carries the donor run's value of its
 * sender; everything behind its receiver is recomputed. Edges into one receiver run together, as copies of a
 * forward pass that begins at the receiver's layer.
 */
export async function* edgePatching(
  experiment: Experiment,
  { direction, edges, metrics }: EdgePatchingOptions,
): AsyncGenerator<EdgePatchingEvent, EdgePatchingResult> {
  const { config, pairs, weights, threads } = experiment
  const graph = graphOf(config)
  const length = paddedLength(experiment)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const batches = await SenderValues.capture(experiment, inBatches(pairs, promptsPerGradient(config, length)), direction)
  const sides = { clean: batches.map((batch) => batch.logits('clean')), corrupt: batches.map((batch) => batch.logits('corrupt')) }
  const { meter, baseline } = baselineOf(pairs, sides)
  const base = baseline[baseSide(direction)]
  const groups = byInlet(graph, edges ?? Array.from({ length: graph.edgeCount }, (_, edge) => edge))
  const total = groups.reduce((sum, group) => sum + group.length, 0)
  const copies = copiesPerRun(experiment, length, Math.max(...batches.map(({ captured }) => captured.pairs.length)))
  const scores: EdgeScore[] = []
  yield { type: 'stage', stage: 'patching edges' }
  for (const group of groups) {
    const at = inletOf(graph.receivers[graph.edgeReceiver[group[0]]])
    const session = await Session.create(addedInputGraph(config, weights, length, at), { threads })
    try {
      for (const part of byReceiver(graph, group).flatMap((some) => inBatches(some, copies))) {
        const mask = receiverMask(config.heads, [graph.receivers[graph.edgeReceiver[part[0]]]])
        const senders = part.map((edge) => graph.edgeSender[edge])
        const parts: Float32Array[][] = []
        for (const batch of batches) {
          const { logits } = await session.run({ ...batch.feeds(at), addition: batch.deltas(senders), mask })
          parts.push(copiesOf(logits.data, part.length))
        }
        for (const [copy, edge] of part.entries()) {
          const logits = joinLogits(parts.map((one) => one[copy]))
          const score = { edge, name: edgeName(graph, edge), ...scoreOf(meter, base, metrics, logits) }
          scores.push(score)
          yield { type: 'edge', score }
        }
        yield { type: 'progress', done: scores.length, total }
      }
    } finally {
      await session.release()
    }
  }
  scores.sort((a, b) => a.edge - b.edge)
  return { scores, baseline }
}

/** Edges whose receivers lie at one inlet (the q, k or v of a layer, its MLP, the logits): one session each. */
function byInlet(graph: ComputationalGraph, edges: readonly number[]): number[][] {
  return grouped(edges, (edge) => {
    const { inlet, layer } = inletOf(graph.receivers[graph.edgeReceiver[edge]])
    return `${inlet}.${layer}`
  })
}

function byReceiver(graph: ComputationalGraph, edges: readonly number[]): number[][] {
  return grouped(edges, (edge) => graph.edgeReceiver[edge])
}

function grouped(edges: readonly number[], keyOf: (edge: number) => string | number): number[][] {
  const groups = new Map<string | number, number[]>()
  for (const edge of new Set(edges)) {
    const key = keyOf(edge)
    groups.set(key, [...(groups.get(key) ?? []), edge])
  }
  return [...groups.values()]
}
