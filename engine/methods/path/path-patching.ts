import {
  PatchbayError,
  type Ablation,
  type Baselines,
  type Direction,
  type MetricName,
  type MlpTreatment,
  type PathScore,
} from '../../../contract'
import { edgeName, type ComputationalGraph } from '../../graph'
import { checkAblation } from '../../experiment/ablation'
import { edgesByName, receiverIndex, senderIndex } from '../../experiment/edge-names'
import { baseSide, type Experiment, graphOf } from '../../experiment/experiment'
import { joinedBaselines, joinedValues } from '../../experiment/joined-measurements'
import { patchedMetricOf, patchedValues, type PatchedMetric } from '../../experiment/patched-metric'
import { gradientParts, senderMeans } from '../../experiment/prompt-parts'
import { SenderValues } from '../../experiment/sender-values'
import { baselineOfLogits } from '../../experiment/baseline'
import type { Method } from '../../experiment/progress'
import { changeOfNode, receiverReads, runWithAddition, runWithReads } from './path-runs'

interface PathQuestion {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
}

export interface PathPatchingOptions extends PathQuestion {
  /** Names of senders and receivers, e.g. a9.h6 -> logits. */
  senders: readonly string[]
  receivers: readonly string[]
  /** Whether MLPs between them stay as in the base run, or are recomputed (Wang et al. 2022). */
  mlps: MlpTreatment
}

export interface ChainPatchingOptions extends PathQuestion {
  /** `a0.h1->a1.h2<q>->logits` */
  path: string
}

export interface PatchedPath {
  score: PatchedMetric
  baseline: Baselines
}

/**
 * Path patching (Wang et al. 2022; Goldowsky-Dill et al. 2023): the effect of the senders' donor values (the
 * other run's, or what the ablation puts in their place) through the direct paths to the receivers. First a run in
 * which the senders carry donor values and all other heads those of the base run gives what the receivers read; then
 * the base run is made with just that.
 * @throws PatchbayError (bad-input) for unknown names, where no sender comes before any receiver, and as
 * checkAblation.
 */
export async function* pathPatching(
  experiment: Experiment,
  options: PathPatchingOptions,
): Method<'path', PatchedPath> {
  const graph = graphOf(experiment.config)
  const senders = options.senders.map((name) => senderIndex(graph, name))
  const receivers = options.receivers.map((name) => graph.receivers[receiverIndex(graph, name)])
  if (!receivers.some(({ senderCount }) => senders.some((sender) => sender < senderCount))) {
    const [from, to] = [options.senders.join(', '), options.receivers.join(', ')]
    throw new PatchbayError(
      'bad-input',
      `there is no path from ${from} to ${to}: no sender comes before a receiver.`,
    )
  }
  const frozen = options.mlps === 'frozen'
  return yield* onEveryPart(experiment, options, async (batch) => {
    const read = await receiverReads(experiment, graph, batch, senders, frozen)
    return runWithReads(experiment, batch, receivers, read)
  })
}

/**
 * One chosen path, e.g. a0.h1->a1.h2<q>->m2->logits: only that chain carries the donor value. At each step the
 * node is recomputed from its base input plus what the chain brings; downstream of the last receiver all is recomputed.
 * @throws PatchbayError (bad-input) for a text that is not a path, and for edges that cannot exist.
 */
export async function* chainPatching(
  experiment: Experiment,
  options: ChainPatchingOptions,
): Method<'path', { score: PathScore; baseline: Baselines }> {
  const graph = graphOf(experiment.config)
  const edges = edgesOfPath(graph, options.path)
  const { score, baseline } = yield* onEveryPart(experiment, options, async (batch) => {
    const first = graph.edgeSender[edges[0]]
    let change = await batch.seenChange(graph.senders[first], batch.deltaOf(first))
    for (const edge of edges.slice(0, -1)) {
      change = await changeOfNode(experiment, graph, batch, graph.receivers[graph.edgeReceiver[edge]], change)
    }
    return runWithAddition(experiment, batch, graph.receivers[graph.edgeReceiver[edges.at(-1)!]], change)
  })
  const path = pathText(edges.map((edge) => edgeName(graph, edge)))
  const baseMetric = baseline[baseSide(options.direction)].mean[options.metric]
  return { score: { path, ...score, baseMetric }, baseline }
}

/** `a0.h1->a1.h2<q>`, `a1.h2->logits` as `a0.h1->a1.h2<q>->logits` */
function pathText(edges: readonly string[]): string {
  return [edges[0].split('->')[0], ...edges.map((edge) => edge.split('->')[1])].join('->')
}

/** Edge indices of a path, first edge first. @throws PatchbayError (bad-input). */
export function edgesOfPath(graph: ComputationalGraph, path: string): number[] {
  const nodes = path.split('->').map((name) => name.trim())
  if (nodes.length < 2) {
    throw new PatchbayError('bad-input', `"${path}" is not a path; write it as a0.h1->a1.h2<q>->logits.`)
  }
  const names = nodes.slice(1).map((receiver, i) => `${nodes[i].replace(/<[qkv]>$/, '')}->${receiver}`)
  return edgesByName(graph, names)
}

/** What the baselines and the metrics of every path method are made of. */
async function* onEveryPart(
  experiment: Experiment,
  { direction, ablation = 'resample', metric }: PathQuestion,
  patchedLogits: (batch: SenderValues) => Promise<Float32Array>,
): Method<'path', PatchedPath> {
  checkAblation(direction, ablation)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const parts = gradientParts(experiment)
  const means = await senderMeans(parts, ablation)
  yield { type: 'stage', stage: 'patching paths' }
  const baselines: Baselines[] = []
  const values: Float64Array[] = []
  for (const part of parts) {
    const batch = await SenderValues.capture(part, { direction, ablation, means })
    const { meter, baseline } = await baselineOfLogits(part, {
      clean: [batch.logits('clean')],
      corrupt: [batch.logits('corrupt')],
    })
    baselines.push(baseline)
    values.push(patchedValues(meter, metric, await patchedLogits(batch)))
    yield { type: 'progress', done: values.length, total: parts.length }
  }
  const baseline = joinedBaselines(baselines)
  return { score: patchedMetricOf(joinedValues(values), baseline[baseSide(direction)], metric), baseline }
}
