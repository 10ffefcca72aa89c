import type { Experiment } from '../../experiment/experiment'
import { gradientMemory } from '../../experiment/gradient-part'
import type { MethodMemory } from '../../experiment/memory-terms'

export const eapMemory = (sized: Experiment): MethodMemory => gradientMemory(sized)
