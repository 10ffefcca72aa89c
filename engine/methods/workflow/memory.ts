import type { Experiment } from '../../experiment/experiment'
import { largest, type MethodMemory } from '../../experiment/memory-terms'
import { activationMemory } from '../activation'
import { attributionMemory } from '../attribution'
import { edgesMemory } from '../edges'
import { evaluateMemory } from '../evaluate'

/** Of the largest of its steps. */
export function workflowMemory(sized: Experiment): MethodMemory {
  return largest([
    attributionMemory(sized),
    activationMemory(sized),
    edgesMemory(sized),
    evaluateMemory(sized),
  ])
}
