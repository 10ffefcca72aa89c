import type { EdgeOnPrompt } from '../../contract'
import type { CorruptMeans } from '../experiment/ablation'
import { baseSide, graphOf, type Experiment, type Side } from '../experiment/experiment'
import { joinedData } from '../experiment/paired-runs'
import { patchedValues } from '../experiment/patched-metric'
import { difference } from '../experiment/sender-values'
import { edgeName, type Receiver, type Sender } from '../graph'
import { MetricMeter } from '../metrics'
import { changedPositions, edgeChange } from './edge-change'
import { EdgePatches } from './edge-patches'
import type { Explained } from './explained'
import { finalShares } from './norm-shares'
import { onPrompt } from './one-prompt'
import type { RunTrace } from './run-trace'
import { writtenToStream } from './sender-output'
import { writtenTokens } from './written-tokens'

export interface EdgeOnPromptQuestion {
  edge: number
  prompt: number
  /** Of that prompt alone (see onPrompt), with all sites. */
  traces: Record<Side, RunTrace>
  /** As from donorMeans. */
  means: CorruptMeans | null
}

/** How many tokens are given of what a sender writes at a position. */
const TOKENS = 5
/** What differs by less, as a share of its size, is the same in float32. */
const ROUNDING = 1e-6

/** What an edge carries on one prompt, and what it does there alone. */
export async function edgeOnPrompt(
  explained: Explained,
  { edge, prompt, traces, means }: EdgeOnPromptQuestion,
): Promise<EdgeOnPrompt> {
  const { experiment, metric, direction, ablation } = explained
  const graph = graphOf(experiment.config)
  const receiver = graph.receivers[graph.edgeReceiver[edge]]
  const one = onPrompt(experiment, prompt)
  const base = traces[baseSide(direction)]
  const change = await edgeChange(explained, traces, graph.edgeSender[edge], means)
  const meter = new MetricMeter(one.pairs, traces.clean.logits.data)
  const valueOf = (logits: Float32Array) => patchedValues(meter, metric, logits)[0]
  const measured = await measuredPatches(one, base, receiver, change, valueOf)
  return {
    edge: edgeName(graph, edge),
    prompt,
    metric,
    direction,
    ablation,
    ...measured,
    carries: await carriedTokens(explained, traces, graph.senders[graph.edgeSender[edge]]),
    notes: notesOn(receiver, measured),
  }
}

type Measured = Pick<EdgeOnPrompt, 'base' | 'patched' | 'byPosition' | 'pattern'>

async function measuredPatches(
  one: Experiment,
  base: RunTrace,
  receiver: Receiver,
  change: Float32Array,
  valueOf: (logits: Float32Array) => number,
): Promise<Measured> {
  const before = valueOf(base.logits.data)
  const byPosition = new Float64Array(base.length)
  const pattern = patternOf(base, receiver)
  const positions = changedPositions(one, receiver, change)
  // Nothing that reaches the answer: exactly the base run, whatever rounding would make of it.
  if (change.every((value) => value === 0))
    return {
      base: before,
      patched: before,
      byPosition,
      pattern: pattern && { before: pattern, after: pattern },
    }
  const patches = await EdgePatches.create(one, base, receiver)
  try {
    const whole = await patches.run(change, positions, (position, logits) => {
      byPosition[position] = valueOf(logits) - before
    })
    const patched = positions.length > 0 ? valueOf(whole.logits) : before
    const both = pattern && { before: pattern, after: receiver.kind === 'v' ? pattern : whole.pattern! }
    return { base: before, patched, byPosition, pattern: both }
  } finally {
    await patches.release()
  }
}

/** [pos, pos] of the receiver's head; null for receivers that do not attend. */
function patternOf(trace: RunTrace, { head, layer }: Receiver): Float32Array | null {
  if (head < 0) return null
  const size = trace.length ** 2
  return trace.value('pattern', layer).data.slice(head * size, (head + 1) * size)
}

/**
 * What the sender adds to the last stream, through the final norm with its scale in the run, read as tokens; the change
 * from the corrupt to the clean run with the clean run's scale.
 */
async function carriedTokens(
  explained: Explained,
  traces: Record<Side, RunTrace>,
  sender: Sender,
): Promise<EdgeOnPrompt['carries']> {
  const { experiment } = explained
  const { config, weights } = experiment
  const [clean, corrupt] = [traces.clean, traces.corrupt].map((trace) =>
    writtenToStream(experiment, trace, sender),
  )
  const rowsOf = (parts: Float32Array, side: Side) =>
    finalShares(config, weights, { parts, sums: traces[side].last.data })
  const rows = [
    rowsOf(clean, 'clean'),
    rowsOf(corrupt, 'corrupt'),
    rowsOf(difference(clean, corrupt), 'clean'),
  ]
  const written = await writtenTokens(explained, joinedData(rows), TOKENS)
  const { length } = traces.clean
  const largest = (row: Float32Array, pos: number) => largestSize(row, pos * config.dModel, config.dModel)
  // The tokens of nothing, or of rounding, would be whichever come first.
  const changes = (pos: number) => largest(rows[2], pos) > ROUNDING * largest(rows[0], pos)
  return Array.from({ length }, (_, pos) => {
    const [ofClean, ofCorrupt, ofChange] = rows.map((__, i) => written[i * length + pos].top)
    return { clean: ofClean, corrupt: ofCorrupt, change: changes(pos) ? ofChange : [] }
  })
}

/** Of `count` values. */
function largestSize(values: Float32Array, from: number, count: number): number {
  return values.subarray(from, from + count).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

function notesOn({ kind }: Receiver, { base, patched, byPosition }: Measured): string[] {
  const notes: string[] = []
  if (kind === 'v')
    notes.push(
      'An edge into the values changes what the head reads, and not where it looks: its pattern stays.',
    )
  if (patched === base && byPosition.every((effect) => effect === 0))
    notes.push('The edge carries the same on this prompt whether it is patched or not.')
  return notes
}
