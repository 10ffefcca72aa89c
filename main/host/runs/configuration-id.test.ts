import { expect, it } from 'vitest'
import { runConfigSchema } from '../../../contract'
import { configurationId } from './configuration-id'

const from = {
  provenance: { modelHash: 'm', dataHash: 'd', patchbayVersion: '1', onnxruntimeVersion: '2' },
  device: 'cpu',
} as const
const acdc = { method: 'acdc', model: '/a', prompts: { name: 'p', rows: [] }, metric: 'kl', threshold: 0.01 }
const nothing = () => 'unknown'

function idOf(change: object = {}, known: (id: string) => string = nothing, others: object = {}): string {
  return configurationId(runConfigSchema.parse({ ...acdc, ...change }), { ...from, ...others }, known)
}

it('is the same where the same is computed: paths, names and what is left out do not count', () => {
  const renamed = { model: '/elsewhere', prompts: { name: 'other name', rows: [], notes: ['a note'] } }
  const spelled = { ablation: 'resample', order: 'reference', absolute: false, orderMetric: 'kl' }
  for (const same of [renamed, spelled]) expect(idOf(same)).toBe(idOf())
  expect(idOf({ order: 'eap' })).toBe(idOf({ order: 'eap', orderMetric: 'kl' }))
  expect(idOf()).toMatch(/^[0-9a-f]{64}$/)
})

it('differs where anything does that the result depends on', () => {
  const { provenance } = from
  const ids = [
    ...[{}, { threshold: 0.02 }, { metric: 'nll' }, { ablation: 'mean' }, { absolute: true }].map((one) =>
      idOf(one),
    ),
    ...[{ order: 'eap' }, { order: 'eap', orderMetric: 'nll' }, { order: 'heads-ascending' }].map((one) =>
      idOf(one),
    ),
    ...(['modelHash', 'dataHash', 'patchbayVersion', 'onnxruntimeVersion'] as const).map((key) =>
      idOf({}, nothing, { provenance: { ...provenance, [key]: 'another' } }),
    ),
    idOf({}, nothing, { device: 'webgpu' }),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

it('knows another run by what determined it, and a fork by the decisions it takes over', () => {
  const judging = { method: 'evaluate', circuit: { runId: 'x' }, ablation: 'resample' }
  const same = (id: string) => ({ x: 'one', y: 'one', z: 'two' })[id]!
  expect(idOf(judging, same)).toBe(idOf({ ...judging, circuit: { runId: 'y' } }, same))
  expect(idOf(judging, same)).not.toBe(idOf({ ...judging, circuit: { runId: 'z' } }, same))
  const fork = (runId: string, decisionsHash: string) =>
    idOf({ startFrom: { runId, step: 3, decisionsHash } })
  expect(fork('x', 'a'.repeat(64))).toBe(fork('y', 'a'.repeat(64)))
  expect(fork('x', 'a'.repeat(64))).not.toBe(fork('x', 'b'.repeat(64)))
})
