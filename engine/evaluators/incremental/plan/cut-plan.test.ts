import { describe, expect, it } from 'vitest'
import { Draw, drawConfig } from '../../../../testing/random-models'
import { buildGraph, edgeIndexByName, type GraphShape } from '../../../graph'
import type { TransformerConfig } from '../../../model'
import { CurrentCircuit } from '../current/current-circuit'
import { nodesOf, planCuts, plannedLogits, type CutPlan, type PlanSetting } from './cut-plan'

const SHAPE: GraphShape = { layers: 2, heads: 2, mlps: true, parallel: false }

/** A model's spec, whose layers have a norm after the attention or none. */
function configOf(afterAttention: boolean): TransformerConfig {
  const config = {
    ...drawConfig(new Draw(1)),
    norm: { kind: 'rms-norm', epsilon: 1e-5 },
  } as TransformerConfig
  const [layer] = config.layers
  return { ...config, layers: [{ ...layer, norms: { ...layer.norms, afterAttention } }] }
}

/** The full circuit but for these edges. */
function settingWithout(cut: readonly string[], afterAttention = false): PlanSetting {
  const graph = buildGraph(SHAPE)
  const circuit = new CurrentCircuit(graph)
  const edges = edgeIndexByName(graph)
  circuit.cut(cut.map((name) => edges.get(name)!))
  return { graph, config: configOf(afterAttention), circuit }
}

function planInto({ graph, ...setting }: PlanSetting, receiver: string): CutPlan {
  return planCuts({ graph, ...setting }, [graph.receivers.findIndex(({ name }) => name === receiver)])
}

/** Names of what is computed again, and at which rows. */
function nodeNames({ graph }: PlanSetting, plan: CutPlan): string[] {
  return nodesOf(plan).map(({ node, where }) => `${graph.senders[node].name} ${where}`)
}

describe('a plan for cuts into one receiver', () => {
  it('has the node and all that reads it, layer by layer', () => {
    const setting = settingWithout([])
    const plan = planInto(setting, 'a1.h0<q>')
    expect(nodeNames(setting, plan)).toEqual(['a1.h0 answer', 'm1 answer'])
    expect(plan.steps.map(({ nodes }) => nodes.length)).toEqual([1, 1])
    expect(nodeNames(setting, planInto(setting, 'm0'))).toEqual([
      'm0 changing',
      'a1.h0 answer',
      'a1.h1 answer',
      'm1 answer',
    ])
  })

  it('follows no edge that is cut', () => {
    const into = ['q', 'k', 'v'].flatMap((kind) => [`m0->a1.h0<${kind}>`, `m0->a1.h1<${kind}>`])
    const setting = settingWithout([...into, 'm0->m1'])
    expect(nodeNames(setting, planInto(setting, 'm0'))).toEqual(['m0 answer'])
  })

  it('says which senders of a receiver change with it, and which may have changed before', () => {
    const setting = settingWithout(['m0->m1'])
    const { steps, last } = planInto(setting, 'a1.h1<v>')
    const name = (sender: number) => setting.graph.senders[sender].name
    const m1 = steps[1].inputs[0]
    expect(m1.changed.map(name)).toEqual(['a1.h1'])
    expect(m1.others.map(name)).toEqual(['input', 'a0.h0', 'a0.h1', 'a1.h0'])
    expect(last!.changed.map(name)).toEqual(['a1.h1', 'm1'])
  })

  it('does not reach the logits where nothing leads there', () => {
    const setting = settingWithout(['a1.h0->m1', 'a1.h0->logits'])
    expect(planInto(setting, 'a1.h0<q>')).toEqual({ steps: [], last: null })
  })

  it('is the logits alone for edges into them', () => {
    const setting = settingWithout([])
    const { steps, last } = planInto(setting, 'logits')
    expect(steps).toEqual([])
    expect(last).toEqual(plannedLogits(setting))
  })
})

describe('where the attention passes a norm', () => {
  it('a receiver sees the heads of each layer through a view of its own', () => {
    const setting = settingWithout(['a0.h1->m1'], true)
    const name = (sender: number) => setting.graph.senders[sender].name
    const { steps, last } = planInto(setting, 'a1.h1<v>')
    const m1 = steps[1].inputs[0]
    expect([...m1.changed, ...m1.others].map(name)).toEqual(['input', 'm0'])
    expect(
      m1.views.map(({ layer, changed, others }) => [layer, changed.map(name), others.map(name)]),
    ).toEqual([
      [0, [], ['a0.h0']],
      [1, ['a1.h1'], ['a1.h0']],
    ])
    expect(last!.changed.map(name)).toEqual(['m1'])
  })
})
