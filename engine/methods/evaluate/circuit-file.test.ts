import { expect, it } from 'vitest'
import { experimentOf, tinyReferences } from '../../../testing/method-references'
import type { CircuitFile } from '../../../contract'
import { graphOf } from '../../experiment/experiment'
import { circuitOfFile } from './circuit-file'

const cfg = { n_layers: 2, n_heads: 4, parallel_attn_mlp: false, d_model: 32 }
const file = (changes: Partial<CircuitFile>): CircuitFile => ({ cfg, nodes: {}, edges: {}, ...changes })
const read = async (one: CircuitFile) => {
  const { config } = await experimentOf(tinyReferences()[0].task)
  return circuitOfFile(graphOf(config), config, one)
}

it('a circuit file gives its edges and scores', async () => {
  const edges = { 'input->m0': { in_graph: true, score: 0.5 }, 'input->a0.h0<q>': { in_graph: false } }
  const { edges: kept, scores, meaning } = await read(file({ edges }))
  expect(kept.length).toBe(1)
  expect(scores![kept[0]]).toBe(0.5)
  expect(scores!.filter((score) => !Number.isNaN(score)).length).toBe(1)
  expect(meaning).toBe(null)
})

it.each<[string, Partial<CircuitFile>]>([
  [
    "the circuit file is of another model: its n_heads is 12, this model's is 4.",
    { cfg: { ...cfg, n_heads: 12 } },
  ],
  [
    'the circuit file has the edge m1->m0, which this model does not have: it belongs to another model.',
    { edges: { 'm1->m0': { in_graph: true } } },
  ],
  [
    'the circuit file keeps no edge, so there is no circuit to evaluate: set in_graph of its edges.',
    { edges: { 'input->m0': { in_graph: false } } },
  ],
  [
    'the circuit file has the node "a7.h0", which the graph of its cfg does not have; nodes are named input, a0.h1, m0 and logits.',
    { nodes: { 'a7.h0': { in_graph: false } } },
  ],
  [
    'the circuit file contradicts itself: the edge m0->m1 has in_graph true, its node m0 has it false. Make them agree.',
    {
      nodes: { m0: { in_graph: false }, m1: { in_graph: true } },
      edges: { 'm0->m1': { in_graph: true }, 'm0->logits': { in_graph: false } },
    },
  ],
  [
    'the circuit file has the edge m0 -> m1, which this model does not have: it belongs to another model.',
    { edges: { 'm0->m1': { in_graph: true }, 'm0 -> m1': { in_graph: false } } },
  ],
])('refuses: %s', async (message, changes) => {
  await expect(read(file(changes))).rejects.toThrow(message)
})
