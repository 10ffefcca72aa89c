import type { EdgesConfig } from '../../../contract'
import { capturedMemory } from '../../experiment/captured-memory'
import type { Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { promptsWithSenders } from '../../experiment/prompt-parts'
import { pathMemory } from '../path'

/** Both runs' senders of a part of the prompts. */
export function edgesMemory(
  sized: Experiment,
  { select, mlps }: Pick<EdgesConfig, 'select' | 'mlps'>,
): MethodMemory {
  if (mlps === 'recomputed') return pathMemory(sized)
  const promptsAtOnce = Math.min(sized.pairs.length, promptsWithSenders(sized))
  return {
    ...capturedMemory(sized, promptsAtOnce),
    promptsAtOnce,
    grows: false,
    weights: select.kind === 'all' ? 'held' : 'preferred',
  }
}
