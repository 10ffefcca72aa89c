import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { circuitFileSchema } from '../../../contract'
import type { ArgsOf, RunDetail } from '../../../contract'
import { taskOf, tinyReferences } from '../../../testing/method-references'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-ablation-'))
let host: TestHost

beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

async function done(config: ArgsOf<'runs.start'>['config']): Promise<RunDetail> {
  const { id } = await host.call('runs.start', { config })
  await host.untilDone(id)
  return host.call('runs.get', { id })
}

const task = taskOf(tinyReferences()[0])
const common = { ...task, metric: 'logit_diff' } as const
const noising = { ...common, direction: 'noising' } as const

describe('a run keeps its ablation', () => {
  it('ACDC: in its record, its export, its faithfulness and what judges it', async () => {
    const acdc = { method: 'acdc', ...common, threshold: 0.05 } as const
    const run = await done({ ...acdc, ablation: 'zero' })
    expect(run.provenance!.ablation).toBe('zero: 0 in place of the value')
    expect(run.provenance!.direction).toBe(
      'noising: the base run is clean, cut edges carry what the ablation says',
    )
    const { circuit, clean, empty, faithfulness } = run.measurements!
    const [of, full, none] = [circuit!, clean, empty!].map(({ mean }) => mean.logit_diff)
    expect(faithfulness).toBeCloseTo((of - none) / (full - none), 10)
    const { text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
    const file = circuitFileSchema.parse(JSON.parse(text))
    expect(file.patchbay).toMatchObject({ ablation: 'zero' })

    // Opened, and written once more: what the file said goes with its scores.
    const opened = await host.call('runs.import', { text, fileName: 'zero.json' })
    const again = await host.call('runs.export', { id: opened.id, format: 'json' })
    const rewritten = circuitFileSchema.parse(JSON.parse(again.text))
    for (const circuit of [{ runId: run.summary.id }, file, { runId: opened.id }, rewritten]) {
      const judged = await host.found('evaluation', { method: 'evaluate', ...common, circuit })
      expect(judged.run.provenance!.ablation).toBe('zero: 0 in place of the value')
      const { judgements, empty: judgedEmpty, choices } = judged.result.evaluation
      expect(judgements[0].faithfulness).toBeCloseTo(faithfulness!, 4)
      expect(judgedEmpty!.mean.logit_diff).toBeCloseTo(none, 5)
      expect(choices.ablation).toBe('zero: 0 in place of the value')
    }
    const asked = {
      method: 'evaluate',
      ...common,
      circuit: { runId: run.summary.id },
      ablation: 'resample',
    } as const
    const other = await host.found('evaluation', asked)
    expect(other.result.evaluation.empty).toBeUndefined()
    expect(other.run.provenance!.ablation).toBe("resample: the value in the paired prompt's run")

    const usual = await done(acdc)
    const { differences } = await host.call('runs.compare', { a: run.summary.id, b: usual.summary.id })
    expect(differences).toContainEqual({
      what: 'ablation',
      a: 'zero: 0 in place of the value',
      b: "resample: the value in the paired prompt's run",
    })
  })

  it('edges, path, EAP, attribution and workflow: in the record and the export', async () => {
    const ablation = 'mean-over-positions'
    const configs: ArgsOf<'runs.start'>['config'][] = [
      { method: 'edges', ...noising, ablation, select: { kind: 'into', receiver: 'logits' } },
      { method: 'path', ...noising, ablation, path: 'm0->logits' },
      { method: 'eap', ...noising, ablation },
      { method: 'attribution', ...noising, ablation, sites: ['heads'] },
      { method: 'workflow', ...noising, ablation, top: 3 },
    ]
    for (const config of configs) {
      const run = await done(config)
      expect(run.provenance!.ablation).toBe(
        "mean-over-positions: the mean over all positions of the data set's corrupt prompts",
      )
      const { text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
      expect(JSON.parse(text).patchbay.ablation).toBe(ablation)
    }
  })
})

it('what is not defined is refused before there is a run', async () => {
  const before = (await host.call('runs.list', {})).length
  const refusal =
    'ablation mean takes values out of the clean run, and denoising puts clean values into the corrupt one: choose direction noising, or ablation resample.'
  const denoising = { ...common, direction: 'denoising', ablation: 'mean' } as const
  for (const config of [
    { method: 'edges', ...denoising, select: { kind: 'all' } },
    { method: 'path', ...denoising, path: 'm0->logits' },
    { method: 'eap', ...denoising },
    { method: 'attribution', ...denoising, sites: ['heads'] },
    { method: 'workflow', ...denoising },
  ] satisfies ArgsOf<'runs.start'>['config'][]) {
    await expect(host.call('runs.start', { config })).rejects.toThrow(refusal)
  }
  const ig = { method: 'eap', ...noising, ablation: 'zero', igSteps: 5 } as const
  await expect(host.call('runs.start', { config: ig })).rejects.toThrow(
    'EAP-IG goes from the corrupt token embedding to the clean one, and ablation zero has no such way: choose plain EAP (0 steps), or ablation resample.',
  )
  expect((await host.call('runs.list', {})).length).toBe(before)
})

it('ACDC keeps the order that it computed, for when it is resumed', async () => {
  const config = { method: 'acdc', ...common, threshold: 0.05, order: 'eap', ablation: 'mean' } as const
  const run = await done(config)
  expect([...run.measurements!.testOrder!]).toEqual([...run.decisions.edge])
  expect(run.summary.order).toBe('eap')
  const { text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
  expect(JSON.parse(text).patchbay).toMatchObject({ order: 'eap', ablation: 'mean' })
  expect(JSON.parse(text).patchbay.measurements).not.toHaveProperty('testOrder')
  const kl = { ...config, metric: 'kl' } as const
  await expect(host.call('runs.start', { config: kl })).rejects.toThrow('take the order from another metric')
})
