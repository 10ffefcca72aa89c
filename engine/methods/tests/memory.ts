import type { TestsConfig } from '../../../contract'
import { graphOf, type Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { circuitsMemory } from '../evaluate'

/** Circuits are measured as a judgement measures them; there are many, of a bit for each edge, and a score for each prompt. */
export function testsMemory(sized: Experiment, { draws, testedEdges }: TestsConfig): MethodMemory {
  const { edgeCount } = graphOf(sized.config)
  const circuits = 4 * draws + Math.min(testedEdges, edgeCount)
  const memory = circuitsMemory(sized, null)
  const circuitBytes = circuits * (edgeCount / 8 + 8 * sized.pairs.length)
  return { ...memory, computingBytes: memory.computingBytes + circuitBytes }
}
