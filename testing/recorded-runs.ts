import { buildGraph, edgesInTestOrder, type ComputationalGraph } from '../engine/graph'
import type { MethodEvent } from '../engine/methods/event'
import { toColumns } from '../engine/methods/acdc/acdc'

/**
 * ACDC runs on the benchmark's random model of GPT-2 small's shape (bench/models.ts), recorded on 2 busy cores: which
 * edges were kept, and how long each stage (logits, then each layer's MLP and heads from the last layer on) took for
 * its first trial, its other tests, and the effects of its kept edges. Which edges were free follows from those that were kept.
 */
export interface RecordedRun {
  kept: number[]
  /** Of the first trial of each stage. */
  startMs: number[]
  /** Of the others. */
  testsMs: number[]
  effectsMs: number[]
}

// prettier-ignore
export const RECORDED_RUNS = {
  logit_diff: {
    kept: [32488, 32478, 32477, 32475, 32467, 32466, 32465, 32464, 32462, 32460, 32454, 32453, 32445, 32441, 32440, 32435, 32433, 32416, 32414, 32412, 32410, 32408, 32399, 32398, 32389, 32386, 32381, 32379, 32366, 32363, 32361, 32360, 32357, 32356, 32352, 31984, 26670, 26667, 26662, 25635, 25488, 25412, 23919, 23916, 23840, 22086, 17065, 17063, 17012, 14584, 12457, 12378, 9557, 8538, 7650, 7492, 7484, 7480, 7476, 7470, 7469, 7169, 6437, 6377, 4509, 4503, 4487, 3871, 3826, 3667, 3559, 2832, 2830, 2752, 2363, 2270, 1908, 1872, 1792, 1553, 1364, 1240, 1229, 1040, 905, 878, 499, 345, 329, 273, 163, 38, 25, 13, 1],
    startMs: [9, 0, 48, 54, 37, 53, 57, 0, 36, 0, 55, 0, 53, 144, 60, 80, 65, 73, 184, 165, 128, 107, 84, 126, 155],
    testsMs: [41, 0, 594, 68, 922, 69, 825, 0, 516, 0, 940, 0, 1038, 882, 835, 40, 4292, 39, 3355, 525, 1370, 24, 129, 136, 120],
    effectsMs: [4, 0, 55, 0, 193, 57, 0, 0, 208, 0, 136, 0, 241, 406, 242, 0, 569, 0, 715, 158, 604, 0, 550, 219, 441],
  },
  kl: {
    kept: [32490, 32488, 32475, 32469, 32458, 32456, 32453, 32451, 32445, 32430, 32428, 32415, 32412, 32407, 32400, 32396, 32395, 32388, 32381, 32377, 32373, 32371, 32369, 32361, 32336, 21370, 17091, 14584, 12917, 12910, 12898, 12890, 12881, 11813, 11775, 11734, 11732, 10893, 10709, 10683, 10630, 9639, 9637, 9636, 9625, 9624, 9610, 8688, 8654, 7745, 7740, 7729, 7710, 7706, 7705, 7702, 7693, 7685, 7680, 7669, 7493, 7444, 7433, 7163, 6358, 4878, 4869, 4856, 4833, 4409, 4246, 4208, 4180, 3606, 3561, 2868, 2857, 2708, 2352, 2350, 2203, 1872, 1723, 1589, 1553, 1526, 1524, 1499, 1229, 1213, 878, 876, 797, 38, 25, 13, 1],
    startMs: [66, 85, 191, 0, 166, 0, 188, 191, 209, 0, 271, 0, 280, 256, 232, 0, 247, 0, 374, 247, 313, 326, 371, 344, 310],
    testsMs: [1608, 1363, 3049, 0, 6479, 0, 8932, 1043, 2491, 0, 5190, 0, 4366, 2541, 11416, 0, 14718, 0, 15894, 1429, 10248, 582, 2035, 981, 224],
    effectsMs: [199, 0, 0, 0, 0, 0, 160, 0, 288, 0, 1540, 0, 2125, 454, 486, 0, 2373, 0, 1910, 561, 1912, 0, 0, 350, 844],
  },
} satisfies Record<string, RecordedRun>

const STAGES = 25
export const recordedGraph = buildGraph({ layers: 12, heads: 12, mlps: true, parallel: false })
export const recordedOrder = edgesInTestOrder(recordedGraph, 'reference')

export interface TimedEvent {
  event: Extract<MethodEvent, { type: 'decision' | 'effect' }>
  ms: number
}

/** Events as a run's journal holds them. */
export const journalOf = (events: readonly TimedEvent['event'][]) =>
  toColumns(events.filter((event) => event.type === 'decision'))

/** The run's decisions and effects again, each with its share of the time of its stage. */
export function replayRecorded({ kept, startMs, testsMs, effectsMs }: RecordedRun): TimedEvent[] {
  const stages: { tests: number; events: TimedEvent['event'][]; effects: TimedEvent['event'][] }[] = []
  for (let i = 0; i < STAGES; i++) stages.push({ tests: 0, events: [], effects: [] })
  const isKept = new Set(kept)
  const isRead = new Set<number>()
  recordedOrder.forEach((edge, step) => {
    const stage = stages[stageOf(recordedGraph, edge)]
    const node = recordedGraph.receivers[recordedGraph.edgeReceiver[edge]].sender
    const isFree = node >= 0 && !isRead.has(node)
    const decision = { type: 'decision' as const, step, edge, kept: isKept.has(edge) }
    if (isFree) {
      stage.events.push({ ...decision, metric: null, delta: null, reason: 'receiver-has-no-kept-output' })
      return
    }
    stage.tests++
    const reason = decision.kept ? ('at-or-above-threshold' as const) : ('below-threshold' as const)
    stage.events.push({ ...decision, metric: 0, delta: 0, reason })
    if (!decision.kept) return
    isRead.add(recordedGraph.edgeSender[edge])
    stage.effects.push({ type: 'effect', edge, effect: 0 })
  })
  return stages.flatMap(({ tests, events, effects }, i) => {
    let tested = 0
    const msOf = (event: TimedEvent['event']): number => {
      if (event.type === 'effect') return effectsMs[i] / effects.length
      if (event.delta === null) return 0
      return tested++ === 0 ? startMs[i] : testsMs[i] / (tests - 1)
    }
    return [...events, ...effects].map((event) => ({ event, ms: msOf(event) }))
  })
}

/** Counted here again, so that a test with these runs does not depend on the code it tests. */
function stageOf({ receivers, edgeReceiver, shape }: ComputationalGraph, edge: number): number {
  const { kind, layer } = receivers[edgeReceiver[edge]]
  if (kind === 'logits') return 0
  return 1 + 2 * (shape.layers - 1 - layer) + (kind === 'mlp' ? 0 : 1)
}
