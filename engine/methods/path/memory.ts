import type { Experiment } from '../../experiment/experiment'
import { gradientMemory } from '../../experiment/gradient-part'
import type { MethodMemory } from '../../experiment/memory-terms'

export const pathMemory = (sized: Experiment): MethodMemory => gradientMemory(sized)
