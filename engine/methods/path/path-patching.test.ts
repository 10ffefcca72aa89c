import { describe, expect, it } from 'vitest'
import {
  architectureReferences,
  DIRECTION_NAMES,
  experimentOf,
  metricsOf,
  tinyReferences,
  worstExcess,
} from '../../../testing/method-references'
import { edgeName } from '../../graph'
import { edgesByName, edgesFrom, edgesInto } from '../../experiment/edge-names'
import { graphOf } from '../../experiment/experiment'
import { chainPatching, edgesOfPath, pathPatching } from './path-patching'
import { resultOf } from '../../experiment/progress'

describe('path patching', () => {
  for (const { name, task, numbers, tolerance } of [...tinyReferences(), ...architectureReferences()]) {
    it(`of one edge equals exact edge patching, with MLPs frozen or as a chain of one: ${name}`, async () => {
      const experiment = await experimentOf(task)
      const graph = graphOf(experiment.config)
      for (const direction of ['noise', 'denoise'] as const) {
        const { expected } = metricsOf(numbers.edge_exact[direction])[0]
        const edges = Array.from({ length: 6 }, (_, i) => Math.floor(((i + 0.5) * graph.edgeCount) / 6))
        const values: number[] = []
        const chains: number[] = []
        for (const edge of edges) {
          const path = edgeName(graph, edge)
          const [sender, receiver] = path.split('->')
          const shared = { direction: DIRECTION_NAMES[direction], metric: 'logit_diff' } as const
          const one = pathPatching(experiment, {
            ...shared,
            senders: [sender],
            receivers: [receiver],
            mlps: 'frozen',
          })
          values.push((await resultOf(one)).score.value)
          chains.push((await resultOf(chainPatching(experiment, { ...shared, path }))).score.value)
        }
        const wanted = edges.map((edge) => expected[edge])
        expect(worstExcess(values, wanted, tolerance)).toBeLessThan(1)
        expect(worstExcess(chains, wanted, tolerance)).toBeLessThan(1)
      }
    })
  }

  it('of all senders into the logits, MLPs frozen, is the donor run: their sum is the residual stream', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const senders = graphOf(experiment.config).senders.map(({ name }) => name)
    const options = {
      direction: 'noising',
      senders,
      receivers: ['logits'],
      mlps: 'frozen',
      metric: 'logit_diff',
    } as const
    const { score, baseline } = await resultOf(pathPatching(experiment, options))
    expect(score.value).toBeCloseTo(baseline.corrupt.mean.logit_diff, 5)
  })

  it('of a chain carries the change through every node it names', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const options = {
      direction: 'noising',
      path: 'input->m0->a1.h0<v>->m1->logits',
      metric: 'logit_diff',
    } as const
    const chain = await resultOf(chainPatching(experiment, options))
    expect(chain.score.path).toBe(options.path)
    expect(chain.score.effect).not.toBeCloseTo(0, 5)
  })

  it('of a chain equals its first edge where nothing else is downstream of that', async () => {
    const { task, numbers, tolerance } = tinyReferences()[3]
    const experiment = await experimentOf(task)
    const edge = edgesByName(graphOf(experiment.config), ['a0.h1->a1.h2<v>'])[0]
    const options = {
      direction: 'noising',
      path: 'a0.h1->a1.h2<v>->logits',
      metric: 'logit_diff',
    } as const
    const { score } = await resultOf(chainPatching(experiment, options))
    const { expected } = metricsOf(numbers.edge_exact.noise)[0]
    expect(worstExcess([score.value], [expected[edge]], tolerance)).toBeLessThan(1)
  })

  it.each([
    ['a0.h1', '"a0.h1" is not a path; write it as a0.h1->a1.h2<q>->logits.'],
    [
      'a9.h1->logits',
      '"a9.h1" is not a sender in this model; senders are input, heads such as a0.h1, and MLPs such as m0.',
    ],
    ['a0.h1->a1.h2', '"a1.h2" is a head, which reads three inputs: write a1.h2<q>, a1.h2<k> or a1.h2<v>.'],
    ['m1->a1.h2<q>->logits', 'the edge m1->a1.h2<q> cannot exist: m1 does not come before a1.h2<q>.'],
  ])('refuses %s', async (path, message) => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const options = { direction: 'noising', path, metric: 'logit_diff' } as const
    await expect(resultOf(chainPatching(experiment, options))).rejects.toThrow(message)
  })

  it('refuses senders that come after all receivers', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const options = {
      direction: 'noising',
      senders: ['m1'],
      receivers: ['m0'],
      mlps: 'frozen',
      metric: 'kl',
    } as const
    await expect(resultOf(pathPatching(experiment, options))).rejects.toThrow(
      'there is no path from m1 to m0: no sender comes before a receiver.',
    )
  })
})

it('edges can be listed by receiver and by sender', async () => {
  const graph = graphOf((await experimentOf(tinyReferences()[0].task)).config)
  expect(edgesInto(graph, 'm0').map((edge) => edgeName(graph, edge))).toEqual([
    'input->m0',
    'a0.h0->m0',
    'a0.h1->m0',
    'a0.h2->m0',
    'a0.h3->m0',
  ])
  expect(edgesInto(graph, 'a0.h1').map((edge) => edgeName(graph, edge))).toEqual([
    'input->a0.h1<q>',
    'input->a0.h1<k>',
    'input->a0.h1<v>',
  ])
  expect(edgesFrom(graph, 'm1').map((edge) => edgeName(graph, edge))).toEqual(['m1->logits'])
})

it('a head where one receiver is meant is refused by naming its three', async () => {
  const graph = graphOf((await experimentOf(tinyReferences()[0].task)).config)
  const message = '"a1.h0" is a head, which reads three inputs: write a1.h0<q>, a1.h0<k> or a1.h0<v>.'
  expect(() => edgesByName(graph, ['input->a1.h0'])).toThrow(message)
  expect(() => edgesOfPath(graph, 'input->a1.h0->logits')).toThrow(message)
})
