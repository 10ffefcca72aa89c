import {
  DRAWN_AXES,
  MAX_STABILITY_CIRCUITS,
  PatchbayError,
  requireRepeats,
  SWEEP_AXES,
} from '../../../contract'
import type { StabilityDetail, SweepAxisName, SweepSpec } from '../../../contract'
import type { GraphStability, RepeatedCircuit } from '../../../engine/host'
import { PATCHBAY_VERSION } from '../../version'
import { whenFree, type MeasuredStability } from '../../store'
import type { HostContext } from '../requests/host-context'
import { recordOf } from '../sweeps/start-sweep'
import type { SweepRecord } from '../sweeps/sweep-record'
import type { Question } from './repeated-circuits'

/**
 * How alike the circuits of a sweep are, kept for the circuits of its runs.
 * @throws PatchbayError (bad-input, conflict) for a sweep that asks nothing twice, is too large, or still goes on.
 */
export async function measureSweep(
  id: string,
  context: HostContext,
  signal: AbortSignal,
): Promise<StabilityDetail[]> {
  const record = recordOf(id, context)
  const { name, spec } = record.sweep
  requireRepeats(name, spec)
  if (record.members.some(({ state }) => state === 'waiting' || state === 'running'))
    throw new PatchbayError(
      'conflict',
      `${name} is not done: its stability is measured once all runs have ended.`,
    )
  const { questionsOf, runsOf } = await import('./repeated-circuits')
  const questions = questionsOf(record, context.store())
  const largest = Math.max(0, ...questions.map(({ samples }) => samples.length))
  if (largest === 0)
    throw new PatchbayError('bad-input', `${name} found no circuit: there is nothing to compare.`)
  if (largest > MAX_STABILITY_CIRCUITS)
    throw new PatchbayError(
      'bad-input',
      `${name} found ${largest.toLocaleString('en-US')} circuits of one question, and at most ${MAX_STABILITY_CIRCUITS.toLocaleString('en-US')} are compared with each other: take fewer values on an axis.`,
    )
  const measured: MeasuredStability[] = []
  for (const question of questions)
    measured.push({ detail: await measureQuestion(question, record, signal), runIds: runsOf(question) })
  signal.throwIfAborted()
  await whenFree(() => context.store().stabilities.save(id, measured))
  context.emit({ type: 'stability-changed' })
  context.emit({ type: 'runs-changed' })
  return measured.map(({ detail }) => detail)
}

async function measureQuestion(
  question: Question,
  { sweep }: SweepRecord,
  signal: AbortSignal,
): Promise<StabilityDetail> {
  const { buildGraph, classSizes, stabilityOf } = await import('../../../engine/host')
  const { samples } = question
  const graph = buildGraph(question.first!.shape)
  const breathe = breathing(signal)
  const repeated: RepeatedCircuit[] = []
  for (const { values, read } of samples) {
    repeated.push({ circuit: read(), values })
    await breathe()
  }
  const measured = await stabilityOf(graph, repeated, { drawnBy: DRAWN_AXES, breathe })
  const { circuits, edgeCounts, nodeCounts, all, byAxis } = measured
  return {
    sweep: { id: sweep.id, number: sweep.number, name: sweep.name },
    ...conditionsOf(question, sweep.spec),
    ...{ circuits, shape: graph.shape, edgesTotal: graph.edgeCount, nodesTotal: nodeCounts.size },
    sizes: sizesOf(repeated),
    edges: classSizes(edgeCounts, circuits),
    nodes: classSizes(nodeCounts.values(), circuits),
    all,
    byAxis: SWEEP_AXES.flatMap((axis) => {
      const alike = byAxis.get(axis)
      return alike ? [{ axis, ...alike }] : []
    }),
    kept: keptOf(measured),
  }
}

function conditionsOf({ fixed, samples, missing, first }: Question, { base }: SweepSpec) {
  const { summary, provenance, config } = first!
  const valuesOn = (axis: SweepAxisName) => [...new Set(samples.flatMap(({ values }) => values[axis] ?? []))]
  return {
    ...{ measuredAt: Date.now(), patchbayVersion: PATCHBAY_VERSION },
    ...{ modelName: summary.modelName, modelHash: provenance?.modelHash ?? null },
    ...{ promptsName: base.prompts.name, promptCount: summary.promptCount },
    ...{ method: config!.method, metric: summary.metric, fixed, missing },
    axes: SWEEP_AXES.map((name) => ({ name, values: valuesOn(name) })).filter(
      ({ values }) => values.length > 1,
    ),
  }
}

function sizesOf(repeated: readonly RepeatedCircuit[]): StabilityDetail['sizes'] {
  const sizes = repeated.map(({ circuit }) => circuit.size)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return { least: Math.min(...sizes), mean, most: Math.max(...sizes) }
}

function keptOf({ edgeCounts, nodeCounts }: GraphStability): StabilityDetail['kept'] {
  return {
    edges: [...edgeCounts.keys()].filter((edge) => edgeCounts[edge] > 0),
    edgeCounts: [...edgeCounts].filter((count) => count > 0),
    nodes: Object.fromEntries([...nodeCounts].filter(([, count]) => count > 0)),
  }
}

/** How long others wait at most, ms. */
const BREATH_MS = 20

/** Lets others have their turn every now and then, and ends where it was cancelled. */
function breathing(signal: AbortSignal): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < BREATH_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    last = performance.now()
  }
}
