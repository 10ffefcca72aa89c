import type { WorkflowConfig } from '../../../contract'
import { graphOf, type Experiment } from '../../experiment/experiment'
import { largest, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import type { ComputationalGraph } from '../../graph'
import { activationMemory } from '../activation'
import { attributionMemory } from '../attribution'
import { edgesMemory } from '../edges'
import { circuitsMemory } from '../evaluate'
import { edgesAmong } from './edges-among'

/** Of the steps before the last one: at most so much, and in units of all senders of one run. Measured. */
const EARLIER_STEPS = { mostBytes: 100e6, senders: 9, lasting: 0.25 }

/** Of the largest of its steps. */
export function workflowMemory(sized: Experiment, { top, ablation }: WorkflowConfig): MethodMemory {
  const sites: ('heads' | 'mlp')[] = sized.config.mlp.kind === 'none' ? ['heads'] : ['heads', 'mlp']
  const steps = [
    attributionMemory(sized, { sites, ablation }),
    activationMemory(sized, { sites, neurons: [] }),
    edgesMemory(sized, { select: { kind: 'list', edges: [] }, mlps: 'frozen' }),
    judging(sized, top, ablation),
  ]
  return { ...largest(steps), weights: 'preferred' }
}

/** A circuit of all edges among so many nodes, as it may be proposed. */
function judging(sized: Experiment, top: number, ablation: WorkflowConfig['ablation']): MethodMemory {
  const graph = graphOf(sized.config)
  const edges = Int32Array.from(edgesAmong(graph, spreadNodes(graph, top)))
  const memory = circuitsMemory(sized, { circuit: { edges }, ablation })
  const ofRun = memory.promptsAtOnce * senderBytes(sized)
  const { mostBytes, senders, lasting } = EARLIER_STEPS
  const before = Math.min(mostBytes, senders * ofRun) + lasting * ofRun
  return { ...memory, computingBytes: memory.computingBytes + before }
}

/** So many nodes beside the input, from the first to the last layer. */
function spreadNodes({ senders }: ComputationalGraph, count: number): Set<string> {
  const nodes = senders.length - 1
  const some = Math.min(count, nodes)
  return new Set(
    Array.from({ length: some }, (_, i) => senders[1 + Math.floor(((i + 0.5) * nodes) / some)].name),
  )
}
