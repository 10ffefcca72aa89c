import { PatchbayError, type EvaluateConfig } from '../../../contract'
import { groupRoom, sweepSize, type SweepSize } from '../../evaluators'
import { graphOf, paddedLength, type Experiment } from '../../experiment/experiment'
import { logitBytes, mostRows, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import type { MethodInputs } from '../engine-method'
import { promptsPerPart } from './circuit-parts'
import { askedCircuits, type JudgeOptions } from './judge-circuit'
import { judgeOptions } from './judge-options'

// Factors are fitted to peaks of two models: docs/performance.md.

/** What capturing both runs leaves with the process besides, in units of all senders of one run. */
const CAPTURED = 1.7
/** What sessions take: so much at most, and twice what all senders of one run do. */
const SESSIONS = { mostBytes: 20e6, senders: 2 }
/** What plain passes side by side take, in values at the rows that can change. */
const PLAIN_VALUES = 20
/** Of an earlier part: its runs are in memory that is used again, its results are not. */
const EARLIER_PARTS = { part: 0.1, each: 0.008 }
/** Of circuits that are not known: values of the nodes of so many whole ones, and what is read of these at one time. */
const UNKNOWN = { circuits: 6, sums: 0.6 }

/** Of a judgement, whose circuit may not be there yet, or be one that is refused when the run begins. */
export function evaluateMemory(
  sized: Experiment,
  config: EvaluateConfig,
  inputs: MethodInputs,
): MethodMemory {
  const isKnown = !('runId' in config.circuit) || inputs.circuit
  if (!isKnown) return circuitsMemory(sized, null)
  try {
    return circuitsMemory(sized, judgeOptions(sized.config, { ...config, reference: undefined }, inputs))
  } catch (error) {
    if (error instanceof PatchbayError) return circuitsMemory(sized, null)
    throw error
  }
}

/** Both runs of a part of the prompts, and the circuits that are measured together on it; null: of circuits that are not known. */
export function circuitsMemory(sized: Experiment, judged: JudgeOptions | null): MethodMemory {
  const { config, pairs } = sized
  const graph = graphOf(config)
  const promptsAtOnce = Math.min(pairs.length, promptsPerPart(sized))
  const ofRun = promptsAtOnce * senderBytes(sized)
  const rows = mostRows(sized, promptsAtOnce, judged?.ablation)
  const bytes = { changing: 4 * rows * config.dModel, answer: 4 * promptsAtOnce * config.dModel }
  const { valueBytes, sumBytes, nodes, areWide } = judged
    ? sizeOf(sized, judged, bytes)
    : unknownSize(sized, bytes)
  const layers = config.layerCount
  // Streams with every edge cut, keys and values at rows that do not change, and plain passes.
  const constants = (4 * layers + 1) * 4 * promptsAtOnce * paddedLength(sized) * config.dModel
  // Donors' values of a layer at a time, as far as anything is computed there.
  const donors = areWide ? 1 : Math.min(1, nodes / (2 * layers))
  const wide = areWide ? 7 * config.heads + 16 : 0
  const sessions = Math.min(SESSIONS.mostBytes, SESSIONS.senders * ofRun)
  const ofRows = bytes.changing * (donors * graph.senders.length + PLAIN_VALUES + wide)
  const values = areWide ? Math.max(valueBytes, (graph.senders.length + 1) * bytes.changing) : valueBytes
  return {
    promptBytes: 2 * ofRun + promptsAtOnce * 4 * logitBytes(config),
    computingBytes: CAPTURED * ofRun + sessions + constants + ofRows + values + sumBytes,
    promptsAtOnce,
    earlierParts: EARLIER_PARTS,
    grows: false,
    weights: 'preferred',
  }
}

function sizeOf(
  sized: Experiment,
  judged: JudgeOptions,
  bytes: Record<'changing' | 'answer', number>,
): SweepSize {
  const isRun = (judged.ablation ?? 'resample') === 'resample'
  return sweepSize(
    graphOf(sized.config),
    askedCircuits(sized, judged),
    groupRoom(bytes, sized.partBytes),
    isRun,
  )
}

function unknownSize(sized: Experiment, bytes: Record<'changing' | 'answer', number>): SweepSize {
  const nodes = graphOf(sized.config).senders.length
  const room = groupRoom(bytes, sized.partBytes)
  const valueBytes = Math.min(room.values, UNKNOWN.circuits * nodes * bytes.changing)
  return { valueBytes, sumBytes: Math.min(room.sums, UNKNOWN.sums * valueBytes), nodes, areWide: true }
}
