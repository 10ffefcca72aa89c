import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SITE_FAMILIES } from '../../../contract'
import type { ArgsOf } from '../../../contract'
import { TestHost } from '../../../testing/host-from-source'
import { taskOf, tinyReferences } from '../../../testing/method-references'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-methods-refused-'))
let host: TestHost

beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

type Config = ArgsOf<'runs.start'>['config']

const tiny = tinyReferences()[0]

describe('bad input', () => {
  const refused = async (config: Config) => {
    const answer = await host.client.call('runs.start', { config })
    return answer.ok ? 'accepted' : `${answer.error.code}: ${answer.error.message}`
  }
  const common = { ...taskOf(tiny), metric: 'logit_diff', direction: 'noising' } as const

  it('is refused with one sentence before there is a run', async () => {
    const attributionOfKl = { method: 'attribution', ...common, metric: 'kl', sites: ['heads'] } as const
    const kl =
      'bad-input: kl has gradient 0 at the clean run, so attribution with kl in direction noising is 0 everywhere: choose denoising or another metric.'
    expect(await refused({ ...attributionOfKl, sites: ['heads'] })).toBe(kl)
    expect(await refused({ method: 'eap', ...common, metric: 'kl' })).toBe(kl)
    expect(await refused({ method: 'workflow', ...common, metric: 'kl' })).toBe(kl)
    expect(await refused({ method: 'activation', ...common, sites: ['head' as 'heads'] })).toBe(
      `bad-input: runs.start: "config.sites[0]" must be one of ${SITE_FAMILIES.join(', ')}, but it is "head".`,
    )
    expect(await refused({ method: 'activation', ...common, sites: ['neurons'] })).toBe(
      'bad-input: activation patching takes neurons by name, as there are so many: name some as LAYER.NEURON, e.g. neurons:0.12+1.7.',
    )
    expect(
      await refused({ method: 'edges', ...common, select: { kind: 'list', edges: ['a1.h0->a0.h0<q>'] } }),
    ).toBe('bad-input: the edge a1.h0->a0.h0<q> cannot exist: a1.h0 does not come before a0.h0<q>.')
    expect(await refused({ method: 'path', ...common, path: 'a1.h0->m0->logits' })).toBe(
      'bad-input: the edge a1.h0->m0 cannot exist: a1.h0 does not come before m0.',
    )
    const eap = await host.found('edges', { method: 'eap', ...common })
    expect(
      await refused({ method: 'activation', ...common, sites: ['heads'], screening: eap.run.summary.id }),
    ).toBe(
      `bad-input: ${eap.run.summary.name} has no estimates to confirm: choose a finished attribution run.`,
    )
  })

  it('names why a circuit cannot be judged', async () => {
    const eap = await host.found('edges', { method: 'eap', ...common })
    const circuit = { runId: eap.run.summary.id }
    const evaluate = { method: 'evaluate', ...taskOf(tiny), metric: 'logit_diff', circuit } as const
    expect(await refused({ ...evaluate, ...taskOf(tinyReferences()[2]) })).toBe(
      `bad-input: ${eap.run.summary.name} is of another model (2 layers, 4 heads, MLPs, this one has 2 layers, 6 heads, MLPs): choose a run of this model.`,
    )
    expect(await refused({ ...evaluate, top: [111] })).toBe(
      'bad-input: a circuit cannot have 111 edges: give a whole number from 0 to 110.',
    )
    const { text } = await host.call('runs.export', { id: eap.run.summary.id, format: 'json' })
    const file = JSON.parse(text)
    expect(await refused({ ...evaluate, circuit: { ...file, cfg: { ...file.cfg, n_layers: 3 } } })).toBe(
      "bad-input: the circuit file is of another model: its n_layers is 3, this model's is 2.",
    )
    const empty = Object.fromEntries(Object.keys(file.edges).map((name) => [name, { in_graph: false }]))
    expect(await refused({ ...evaluate, circuit: { ...file, edges: empty } })).toBe(
      'bad-input: the circuit file keeps no edge, so there is no circuit to evaluate: set in_graph of its edges.',
    )
    const few = { ...empty, 'input->logits': { in_graph: true, score: 1 } }
    expect(await refused({ ...evaluate, circuit: { ...file, edges: few }, top: [2] })).toBe(
      'bad-input: the top 2 edges of the circuit file cannot be taken: only 1 of its edges have a score.',
    )
  })

  it('tests the best edges of scores, and asks how many they are', async () => {
    const eap = await host.found('edges', { method: 'eap', ...common })
    const { id, name } = eap.run.summary
    const tests = { method: 'tests', ...taskOf(tiny), metric: 'logit_diff', circuit: { runId: id } } as const
    expect(await refused(tests)).toBe(
      `bad-input: ${name} has scores and no circuit of its own: say with --top how many of its best edges are tested.`,
    )
    const { result, run } = await host.found('tests', { ...tests, top: 12, draws: 5, permutations: 20 })
    const { edges, foundOn, sufficiency, minimality } = result.tests
    expect([edges, sufficiency.random.length, minimality.edge.length]).toEqual([12, 5, 12])
    expect(foundOn!.shared).toBe(foundOn!.prompts)
    expect(run.config).toMatchObject({ ablation: 'resample', alpha: 0.05, seed: 1 })
    expect(run.summary.variant).toBe(`of the 12 best edges of run ${eap.run.summary.number}`)
  })
})
