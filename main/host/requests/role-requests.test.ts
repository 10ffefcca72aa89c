import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CircuitFile, NodeRole, PatchbayBlock, RunDetail } from '../../../contract'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-roles-'))
let host: TestHost
let other: TestHost
let run: RunDetail
let modelHash: string

beforeAll(async () => {
  host = new TestHost(path.join(folder, 'runs.db'))
  other = new TestHost(path.join(folder, 'other.db'))
  const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
  const config = {
    method: 'acdc',
    model: 'sample:induction',
    prompts,
    metric: 'kl',
    threshold: 0.02,
  } as const
  const { id } = await host.call('runs.start', { config })
  await host.untilState(id, 'done')
  run = await host.call('runs.get', { id })
  modelHash = run.provenance!.modelHash
})
afterAll(async () => {
  await host.client.close()
  await other.client.close()
  rmSync(folder, { recursive: true })
})

const previous: NodeRole = {
  node: 'a0.h1',
  label: 'Previous-token head',
  role: 'previous-token',
  colour: 'role-1',
  evidence: '0.98 of its attention goes there.',
  promptsName: 'Induction',
}
const mine: NodeRole = {
  ...{ node: 'a1.h2', label: 'completes, “as seen”', role: null, colour: 'role-3', evidence: '' },
  promptsName: '',
}
const exported = async (of: TestHost, id: string) =>
  JSON.parse((await of.call('runs.export', { id, format: 'json' })).text) as CircuitFile & {
    patchbay: PatchbayBlock
  }

describe('roles', () => {
  it('are saved, reported and taken back', async () => {
    expect(await host.call('roles.list', { modelHash })).toEqual([])
    expect(await host.call('roles.save', { modelHash, roles: [mine, previous] })).toEqual([previous, mine])
    expect(host.events).toContainEqual({ type: 'roles-changed', modelHash })
    expect(await host.call('roles.remove', { modelHash, nodes: ['a1.h2'] })).toEqual([previous])
    expect(await host.call('roles.save', { modelHash, roles: [mine] })).toEqual([previous, mine])
    expect(await host.call('roles.list', { modelHash: 'another' })).toEqual([])
  })

  it('of what is not a node are refused', async () => {
    const roles = [{ ...mine, node: '9.9' }]
    await expect(host.call('roles.save', { modelHash, roles })).rejects.toThrow(
      'roles.save: "roles[0].node" must be something else (must be a node such as a9.h9 or m0), but it is "9.9".',
    )
    expect(await host.call('roles.list', { modelHash })).toHaveLength(2)
  })

  it('are in the circuit file and its table', async () => {
    expect((await exported(host, run.summary.id)).patchbay.roles).toEqual([
      {
        node: 'a0.h1',
        label: 'Previous-token head',
        role: 'previous-token',
        colour: 'role-1',
        evidence: '0.98 of its attention goes there.',
        prompts: 'Induction',
      },
      {
        node: 'a1.h2',
        label: 'completes, “as seen”',
        role: null,
        colour: 'role-3',
        evidence: '',
        prompts: '',
      },
    ])
    const { text } = await host.call('runs.export', { id: run.summary.id, format: 'csv' })
    const [head, ...rows] = text.trimEnd().split('\n')
    expect(head).toMatch(
      /,sender_role,receiver_role,certificate,circuit_stability,run,method,model_hash,prompts_hash,patchbay$/,
    )
    const row = rows.find((line) => line.startsWith('a0.h1,a1.h2<k>,'))
    expect(row).toMatch(/,Previous-token head,"completes, “as seen”",[a-z]*(,[^,]*){6}$/)
    expect(rows.find((line) => line.startsWith('input,logits,'))).toMatch(/,,,[a-z]*(,[^,]*){6}$/)
  })

  it('are read with a circuit file, beside what was said here', async () => {
    const own = { ...previous, label: 'looks back', colour: 'role-8' } as const
    await other.call('roles.save', { modelHash, roles: [own] })
    const file = await exported(host, run.summary.id)
    await other.call('runs.import', { text: JSON.stringify(file), fileName: 'c.json' })
    expect(await other.call('roles.list', { modelHash })).toEqual([own, mine])
    expect(other.events.filter(({ type }) => type === 'roles-changed')).toHaveLength(2)
  })

  it('of a file are refused where they are none, and left out where nobody can have them', async () => {
    const file = await exported(host, run.summary.id)
    const withRole = (role: object, model?: object) =>
      JSON.stringify({ ...file, patchbay: { ...file.patchbay, ...(model && { model }), roles: [role] } })
    const record = file.patchbay.roles![0]
    await expect(
      other.call('runs.import', { text: withRole({ ...record, label: '' }), fileName: 'c.json' }),
    ).rejects.toThrow('c.json: "patchbay.roles[0].label" must be text that is not empty, but it is "".')
    const unnamed = withRole(record, { name: 'm' })
    expect(await other.call('runs.import', { text: unnamed, fileName: 'c.json' })).toMatchObject({
      message: 'The file’s roles were left out: it does not say the hash of the model whose nodes have them.',
    })
    const twice = { ...file, patchbay: { ...file.patchbay, roles: [record, { ...record, label: 'last' }] } }
    await other.call('roles.remove', { modelHash, nodes: ['a0.h1'] })
    await other.call('runs.import', { text: JSON.stringify(twice), fileName: 'c.json' })
    expect((await other.call('roles.list', { modelHash }))[0].label).toBe('last')
  })
})
