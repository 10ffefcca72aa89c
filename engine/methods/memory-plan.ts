import { PROGRAM_BYTES, type MemoryBudget, type MemoryNeed, type RunConfig } from '../../contract'
import { paddedLength, type Experiment } from '../experiment/experiment'
import { besideWeights, earlierPartsBytes, type MethodMemory } from '../experiment/memory-terms'
import { sizedExperiment } from '../experiment/open-experiment'
import { MAX_PART_BYTES } from '../experiment/prompt-parts'
import type { TransformerConfig } from '../model'
import { FEW_PASSES_BYTES, weightMemory, type WeightLimit } from '../transformer'
import type { MethodInputs } from './engine-method'
import { engineMethod } from './registry'

/** The least that parts of prompts are made for. */
const MIN_PART_BYTES = 16 * 2 ** 20

/** How a run uses what memory it may. */
export interface MemoryPlan {
  /** How much of the weights may be in memory. */
  weightBytes: number
  /** See WeightLimit. */
  withoutHead: boolean
  /** See Experiment. */
  partBytes: number
  need: Omit<MemoryNeed, 'refusal'>
}

/**
 * The largest parts of the prompts that fit, with all weights in memory where the method goes through them more than a
 * few times. Where nothing fits, the plan is the smallest one.
 */
export function memoryPlan(
  architecture: TransformerConfig,
  config: RunConfig,
  pairs: Experiment['pairs'],
  budget: MemoryBudget,
  inputs: MethodInputs = {},
): MemoryPlan {
  const sized = sizedExperiment(architecture, pairs)
  const known = new Map<number, MethodMemory>()
  const memoryOf = (partBytes: number): MethodMemory => {
    const memory =
      known.get(partBytes) ?? engineMethod(config.method).memory({ ...sized, partBytes }, config, inputs)
    known.set(partBytes, memory)
    return memory
  }
  const streamed = Math.min(FEW_PASSES_BYTES, 0.4 * budget.bytes)
  const { weights, withoutHead = false } = memoryOf(MAX_PART_BYTES)
  const limits = { held: [Infinity], preferred: [Infinity, streamed], streamed: [streamed] }[weights]
  let smallest: MemoryPlan | null = null
  for (const weightBytes of limits) {
    for (let partBytes = MAX_PART_BYTES; partBytes >= MIN_PART_BYTES; partBytes /= 2) {
      const need = needOf(sized, memoryOf(partBytes), { bytes: weightBytes, withoutHead }, budget)
      smallest = { weightBytes, withoutHead, partBytes, need }
      if (need.peakBytes <= budget.bytes || need.promptsAtOnce === 1) break
    }
    if (smallest!.need.peakBytes <= budget.bytes) return smallest!
  }
  return smallest!
}

function needOf(
  sized: Experiment,
  method: MethodMemory,
  limit: WeightLimit,
  budget: MemoryBudget,
): MemoryPlan['need'] {
  const weights = weightMemory(sized.config, limit)
  const uses = {
    program: PROGRAM_BYTES,
    weights: weights.heldBytes + weights.bufferBytes,
    prompts: method.promptBytes,
    computing: method.computingBytes + earlierPartsBytes(method, sized.pairs.length) + besideWeights(weights),
  }
  const peakBytes = uses.program + uses.weights + uses.prompts + uses.computing
  return {
    peakBytes,
    mostBytes: method.circuitBytes === undefined ? null : peakBytes + method.circuitBytes,
    uses,
    budget,
    weights: weights.bufferBytes > 0 ? 'streamed' : 'held',
    promptCount: sized.pairs.length,
    tokens: paddedLength(sized),
    promptsAtOnce: method.promptsAtOnce,
    mostPrompts: method.grows ? mostPrompts(uses, method, budget) : null,
  }
}

/** As many as fit beside what does not grow with them. */
function mostPrompts(
  { program, weights, computing }: MemoryNeed['uses'],
  { promptBytes, promptsAtOnce }: MethodMemory,
  budget: MemoryBudget,
): number {
  const left = budget.bytes - program - weights - computing
  return Math.max(0, Math.floor(left / (promptBytes / promptsAtOnce)))
}
