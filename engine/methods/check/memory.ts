import type { Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { edgesMemory } from '../edges'

export const checkMemory = (sized: Experiment): MethodMemory => edgesMemory(sized)
