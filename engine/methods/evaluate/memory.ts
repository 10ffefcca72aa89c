import type { Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { edgesMemory } from '../edges'

export const evaluateMemory = (sized: Experiment): MethodMemory => edgesMemory(sized)
