import { describe, expect, it } from 'vitest'
import { circuitFileSchema } from '../../../../contract'
import { worstExcess } from '../../../../testing/method-references'
import { commandsOnReference, LOGIT_DIFF as ld } from '../../../../testing/commands-on-reference'

const { numbers, tolerance, found } = commandsOnReference('edge-commands')

describe('commands that score edges', () => {
  it('edges: an exact score for each chosen edge', () => {
    const { file } = found('edges', ...ld, '--all')
    const circuit = circuitFileSchema.parse(file)
    const scores = Object.values(circuit.edges).map(({ score }) => score! + file.patchbay.base_metric)
    expect(worstExcess(scores, numbers.edge_exact.noise!.ld as number[], tolerance)).toBeLessThan(1)
    const scored = (...more: string[]) => {
      const { edges } = circuitFileSchema.parse(found('edges', ...ld, ...more).file)
      return Object.fromEntries(
        Object.entries(edges).flatMap(([name, { score }]) => (score === null ? [] : [[name, score]])),
      )
    }
    const two = scored('--edge', 'm0->logits', '--edge', 'input->a0.h0<q>')
    expect(two).toEqual(
      Object.fromEntries(['input->a0.h0<q>', 'm0->logits'].map((name) => [name, circuit.edges[name].score])),
    )
    // A head is all three of its receivers, never one of them.
    const [queries, head] = [scored('--into', 'a1.h2<q>'), scored('--into', 'a1.h2')]
    expect(Object.keys(queries)).toEqual(
      ['input', 'a0.h0', 'a0.h1', 'a0.h2', 'a0.h3', 'm0'].map((name) => `${name}->a1.h2<q>`),
    )
    expect(Object.keys(head)).toHaveLength(3 * Object.keys(queries).length)
    for (const kind of ['q', 'k', 'v']) expect(head).toHaveProperty([`m0->a1.h2<${kind}>`])
    expect(head).toMatchObject(queries)
    const out = scored('--from', 'm1', '--mlps', 'recomputed')
    expect(Object.keys(out)).toEqual(['m1->logits'])
    expect(out['m1->logits']).toBeCloseTo(circuit.edges['m1->logits'].score!, 5)
  })

  it('path: one number, equal to the edge where the path is one', () => {
    const { file, stdout } = found('path', ...ld, '--path', 'm0->logits')
    const [edge] = Object.entries(
      circuitFileSchema.parse(found('edges', ...ld, '--edge', 'm0->logits').file).edges,
    ).filter(([, { score }]) => score !== null)
    expect(file.effect).toBeCloseTo(edge[1].score!, 5)
    expect(file.per_prompt.length).toBe(8)
    expect(stdout).toContain('m0->logits: logit_diff ')
    expect(found('path', ...ld, '--path', 'a0.h1->a1.h2<q>->logits').file.path).toBe(
      'a0.h1->a1.h2<q>->logits',
    )
  })

  it('eap and EAP-IG: an estimate for each edge', () => {
    const scoresOf = (file: unknown) =>
      Object.values(circuitFileSchema.parse(file).edges).map(({ score }) => score!)
    expect(
      worstExcess(
        scoresOf(found('eap', ...ld, '--ig-steps', '5').file),
        numbers.eap_ig5!.k0_4.ld as number[],
        tolerance,
      ),
    ).toBeLessThan(1)
    expect(
      worstExcess(scoresOf(found('eap', ...ld).file), numbers.eap.noise!.ld as number[], tolerance),
    ).toBeLessThan(1)
  })
})
