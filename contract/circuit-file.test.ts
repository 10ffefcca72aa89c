import { describe, expect, it } from 'vitest'
import { circuitFileSchema } from './circuit-file'

const cfg = { n_layers: 1, n_heads: 1, d_model: 4 }
const read = (edges: unknown) => circuitFileSchema.safeParse({ cfg, nodes: {}, edges })

describe('the entries of a circuit file', () => {
  it('keep what we know, and a name that JavaScript has a meaning for', () => {
    const entry = '{"in_graph": true, "score": 1, "colour": "red"}'
    const { data } = read(JSON.parse(`{"__proto__": ${entry}, "input->logits": {"in_graph": false}}`))
    expect(Object.entries(data!.edges)).toEqual([
      ['__proto__', { in_graph: true, score: 1 }],
      ['input->logits', { in_graph: false }],
    ])
  })

  it.each<[unknown, string[], string]>([
    [[], [], 'record'],
    [{ a: 1 }, ['a'], 'object'],
    [{ a: { score: 1 } }, ['a', 'in_graph'], 'boolean'],
    [{ a: { in_graph: true, score: 'x' } }, ['a', 'score'], 'number'],
    [{ a: { in_graph: true, score: Infinity } }, ['a', 'score'], 'number'],
  ])('%j', (edges, where, expected) => {
    const { error } = read(edges)
    expect(error!.issues).toMatchObject([{ code: 'invalid_type', path: ['edges', ...where], expected }])
  })
})
