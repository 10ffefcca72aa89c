import type { Baselines, MetricName } from '../../../contract'
import { EdgeSweep, planSingleEdges } from '../../evaluators'
import { ablatedRuns } from '../../experiment/ablated-runs'
import type { CorruptMeans } from '../../experiment/ablation'
import { baselineOfRuns } from '../../experiment/baseline'
import { baseSide, graphOf, inBatches, type Experiment } from '../../experiment/experiment'
import { joinedBaselines, joinedValues } from '../../experiment/joined-measurements'
import { exchanged } from '../../experiment/paired-runs'
import { patchedMetricOf, patchedValues } from '../../experiment/patched-metric'
import { relayed, type Progress } from '../../experiment/progress'
import { runsOf, senderMeans, senderParts } from '../../experiment/prompt-parts'
import type { ComputationalGraph } from '../../graph'
import type { EdgeQuestion, MeasuredEdge } from './measured-edge'

/** Rows (copies * those that change) of one run: enough for products at full speed; a pause waits for one run. */
const MAX_ROWS = 1024
const MAX_COPIES = 16

/**
 * How many edges are measured on one part of the prompts before the next, where there are several: both runs of a part
 * are made again for each so many, which costs a few forward passes beside hundreds.
 */
const EDGES_PER_PASS = 512

/** Effects of single edges, everything downstream of their receivers recomputed; see edgePatching. */
export async function* exactEffects(
  experiment: Experiment,
  question: EdgeQuestion,
  edges: readonly number[],
): AsyncGenerator<Progress<'edges'> | MeasuredEdge, Baselines> {
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const parts = senderParts(experiment)
  const means = await senderMeans(parts, question.ablation ?? 'resample')
  const given = { ...question, means }
  if (parts.length === 1) return yield* inOnePart(parts[0], given, edges)
  let baseline: Baselines | null = null
  for (let first = 0; first === 0 || first < edges.length; first += EDGES_PER_PASS) {
    const some = edges.slice(first, first + EDGES_PER_PASS)
    baseline = yield* relayed(inSeveralParts(parts, given, some), (event) =>
      event.type === 'progress' ? { ...event, done: first + event.done, total: edges.length } : event,
    )
  }
  return baseline!
}

type Question = EdgeQuestion & { means: CorruptMeans | null }

/** Every effect is known as soon as its edge was swept. */
async function* inOnePart(
  part: Experiment,
  question: Question,
  edges: readonly number[],
): AsyncGenerator<Progress<'edges'> | MeasuredEdge, Baselines> {
  const { direction, metric } = question
  let baseline: Baselines | null = null
  yield* relayed(sweptPart(part, question, edges), (event) => {
    if (event.type === 'swept') return measuredEdge(event, baseline![baseSide(direction)], metric)
    if (event.type !== 'baseline') return event
    baseline = event.baseline
    return null
  })
  return baseline!
}

/** Effects are known when their edges were swept on every part. */
async function* inSeveralParts(
  parts: readonly Experiment[],
  question: Question,
  edges: readonly number[],
): AsyncGenerator<Progress<'edges'> | MeasuredEdge, Baselines> {
  const { direction, metric } = question
  const baselines: Baselines[] = []
  const values = new Map<number, Float64Array[]>(edges.map((edge) => [edge, []]))
  for (const [p, part] of parts.entries()) {
    yield* relayed(sweptPart(part, question, edges), (event) => {
      if (event.type === 'swept') values.get(event.edge)!.push(event.values)
      else if (event.type === 'baseline') baselines.push(event.baseline)
      else if (event.type === 'progress')
        return { ...event, done: Math.floor((p * edges.length + event.done) / parts.length) }
      else if (p === 0) return event
      return null
    })
  }
  const baseline = joinedBaselines(baselines)
  for (const [edge, ofParts] of values)
    yield measuredEdge({ edge, values: joinedValues(ofParts) }, baseline[baseSide(direction)], metric)
  return baseline
}

/** [prompt] values of the metric with one edge patched. */
interface SweptEdge {
  edge: number
  values: Float64Array
}

function measuredEdge(
  { edge, values }: SweptEdge,
  base: Baselines['clean'],
  metric: MetricName,
): MeasuredEdge {
  return { type: 'measured', edge, found: patchedMetricOf(values, base, metric) }
}

/** All edges on the prompts of one part, its baselines first. */
async function* sweptPart(
  part: Experiment,
  { direction, ablation = 'resample', metric, means }: Question,
  edges: readonly number[],
): AsyncGenerator<
  Progress<'edges'> | { type: 'baseline'; baseline: Baselines } | ({ type: 'swept' } & SweptEdge),
  void
> {
  const { config, weights, threads } = part
  const graph = graphOf(config)
  const runs = await runsOf(part)
  const { meter, baseline } = baselineOfRuns(part, runs)
  yield { type: 'baseline', baseline }
  const patched = direction === 'noising' ? ablatedRuns(config, runs, ablation, means) : exchanged(runs)
  const sweep = new EdgeSweep({ graph, config, weights, runs: patched, threads })
  const copies = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_ROWS / sweep.changingRows)))
  let done = 0
  yield { type: 'stage', stage: 'patching edges' }
  try {
    for (const [receiver, group] of byReceiver(graph, edges)) {
      const plan = planSingleEdges(graph, config, receiver)
      for (const some of inBatches(group, copies)) {
        for (const [i, logits] of (await sweep.execute(plan, some)).entries()) {
          const values = patchedValues(meter, metric, logits)
          yield { type: 'swept', edge: some[i], values }
        }
        done += some.length
        yield { type: 'progress', done, total: edges.length }
      }
    }
  } finally {
    await sweep.release()
  }
}

/** Edges by receiver, each once. */
function byReceiver({ edgeReceiver }: ComputationalGraph, edges: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const edge of new Set(edges)) {
    const receiver = edgeReceiver[edge]
    groups.set(receiver, [...(groups.get(receiver) ?? []), edge])
  }
  return groups
}
