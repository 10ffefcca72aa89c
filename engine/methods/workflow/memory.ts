import type { WorkflowConfig } from '../../../contract'
import type { Experiment } from '../../experiment/experiment'
import { largest, type MethodMemory } from '../../experiment/memory-terms'
import { activationMemory } from '../activation'
import { attributionMemory } from '../attribution'
import { edgesMemory } from '../edges'
import { evaluateMemory } from '../evaluate'

/** Of the largest of its steps. */
export function workflowMemory(sized: Experiment, { ablation }: WorkflowConfig): MethodMemory {
  const sites: ('heads' | 'mlp')[] = sized.config.mlp.kind === 'none' ? ['heads'] : ['heads', 'mlp']
  const steps = [
    attributionMemory(sized, { sites, ablation }),
    activationMemory(sized, { sites, neurons: [] }),
    edgesMemory(sized, { select: { kind: 'list', edges: [] }, mlps: 'frozen' }),
    evaluateMemory(sized),
  ]
  return { ...largest(steps), weights: 'preferred' }
}
