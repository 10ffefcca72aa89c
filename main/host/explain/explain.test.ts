import { cpSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf, OpenedExplanation } from '../../../contract'
import { TestHost } from '../../../testing/host-from-source'
import { slowPrompts } from '../../../testing/slow-prompts'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-explain-'))
const tiny = path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny')
const model = path.join(folder, 'model')
const prompts = { name: 'a few', rows: slowPrompts(6) }
let host: TestHost

beforeAll(() => {
  cpSync(tiny, model, { recursive: true })
  host = new TestHost(path.join(folder, 'runs.db'))
})
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

const opened = (source: ArgsOf<'explain.open'>['source']): Promise<OpenedExplanation> =>
  host.call('explain.open', { source })

describe('an explanation of a model on prompts', () => {
  it('has its prompts in tokens, and the same id when it is opened again', async () => {
    const { id, prompts: explained, ...rest } = await opened({ model, prompts })
    expect(explained).toHaveLength(6)
    expect(explained[2].row).toBe(2)
    expect(explained[0].clean.length).toBe(explained[0].corrupt.length)
    expect(rest).toMatchObject({
      metric: 'logit_diff',
      direction: 'noising',
      ablation: 'resample',
      circuit: null,
      limits: [],
      promptsName: 'a few',
    })
    expect((await opened({ model, prompts })).id).toBe(id)
    const other = { ...prompts, rows: prompts.rows.slice(1) }
    expect((await opened({ model, prompts: other })).id).not.toBe(id)
  })

  it('is of the train part of a set that is split', async () => {
    const split = { heldOut: 0.5, by: 'row' as const, seed: 1 }
    const { prompts: explained } = await opened({ model, prompts: { ...prompts, split } })
    expect(explained).toHaveLength(3)
    expect(new Set(explained.map(({ row }) => row)).size).toBe(3)
  })

  it('says what an edge does on a prompt as it does on all', async () => {
    const { id } = await opened({ model, prompts })
    const edge = 3
    const all = await host.call('explain.edgeEffects', { id, edge })
    const one = await host.call('explain.edge', { id, edge, prompt: 4 })
    expect(one.edge).toBe(all.edge)
    expect(one.base).toBeCloseTo(all.base[4], 5)
    expect(one.patched).toBeCloseTo(all.patched[4], 5)
  })

  it('shows where a head looks, and where it would with edges cut', async () => {
    const { id, prompts: explained } = await opened({ model, prompts })
    const ask = (cut: number[]) => host.call('explain.head', { id, prompt: 1, head: 'a1.h0', cut })
    const { patterns, scores } = await ask([0])
    expect(patterns.map(({ run }) => run)).toEqual(['clean', 'corrupt', 'patched'])
    const length = explained[1].clean.length
    for (const { values } of patterns) {
      expect(values).toHaveLength(length ** 2)
      const ofLast = values.subarray(-length)
      expect(ofLast.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    }
    expect(scores.firstToken).toBeGreaterThan(0)
    expect((await ask([])).patterns).toEqual(patterns.slice(0, 2))
    await expect(host.call('explain.head', { id, prompt: 0, head: 'm0' })).rejects.toThrow(
      /^The model has no head "m0": they are named a0.h0 to a\d+.h\d+.$/,
    )
  })

  it('scores all heads, in parts', async () => {
    const { id } = await opened({ model, prompts: { ...prompts, rows: slowPrompts(120) } })
    const steps: number[] = []
    for (;;) {
      const { done, total, summary } = await host.call('explain.summary', { id })
      steps.push(done)
      expect(done).toBeLessThanOrEqual(total)
      if (!summary) continue
      expect(summary.scores.self.perPrompt).toHaveLength(summary.heads.length * 120)
      expect(summary.attribution!.largestGap).toBeLessThan(1e-5)
      break
    }
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    const { scores } = await host.call('explain.head', { id, prompt: 1, head: 'a0.h1' })
    expect(scores.positional).toBeGreaterThan(0)
  })

  it('scores all heads of models that are asked about in turns', async () => {
    const other = path.join(folder, 'other')
    cpSync(tiny, other, { recursive: true })
    const rows = { ...prompts, rows: slowPrompts(1000) }
    const models = [await opened({ model, prompts: rows }), await opened({ model: other, prompts: rows })]
    const doneOf = new Map(models.map(({ id }) => [id, -1]))
    while (doneOf.size > 0)
      for (const id of [...doneOf.keys()]) {
        const { done, total, summary } = await host.call('explain.summary', { id })
        expect(total).toBe(1000)
        // What was done before the other model was loaded is not done again.
        expect(done).toBeGreaterThan(summary ? 0 : doneOf.get(id)!)
        doneOf.set(id, done)
        if (summary) doneOf.delete(id)
      }
  })

  it('says why a head looks somewhere, in terms that add up', async () => {
    const { id } = await opened({ model, prompts })
    const question = { id, prompt: 0, head: 'a1.h1', run: 'corrupt' as const }
    const { terms, score, gap } = await host.call('explain.attention', { ...question, query: 9, key: 3 })
    expect(terms.reduce((sum, term) => sum + term, 0)).toBeCloseTo(score, 4)
    expect(Math.abs(gap)).toBeLessThan(1e-4)
    await expect(host.call('explain.attention', { ...question, query: 3, key: 9 })).rejects.toThrow(
      'Position 3 does not see position 9, which comes after it.',
    )
    await expect(host.call('explain.attention', { ...question, query: 99, key: 9 })).rejects.toThrow(
      'There is no position 99 in this prompt: they are counted from 0 to 14.',
    )
  })

  it('reads streams and heads as tokens, and suggests roles once all prompts are through', async () => {
    const { id } = await opened({ model, prompts: { ...prompts, rows: slowPrompts(40) } })
    const suggested = await host.call('explain.roles', { id })
    expect(suggested.map(({ head }) => head)).toContain('a1.h1')
    expect(await host.call('explain.roles', { id, heads: ['a0.h0'] })).toEqual([suggested[0]])
    const { layers, top, positions } = await host.call('explain.lens', { id, prompt: 3, run: 'clean' })
    expect(top).toHaveLength(layers.length)
    expect(top[0]).toHaveLength(positions)
    const copying = await host.call('explain.copying', { id, heads: ['a1.h1', 'a0.h0'] })
    expect(copying.map(({ head }) => head)).toEqual(['a1.h1', 'a0.h0'])
    const { reads, attribution } = await host.call('explain.head', { id, prompt: 3, head: 'a1.h1' })
    expect(reads).toHaveLength(positions)
    for (const { total, byKey } of attribution)
      expect(byKey.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 6)
    await expect(host.call('explain.copying', { id, heads: ['a9.h0'] })).rejects.toThrow(
      'The model has no head "a9.h0"',
    )
  })

  it('refuses what there is not', async () => {
    const { id } = await opened({ model, prompts })
    await expect(host.call('explain.edge', { id, edge: 3, prompt: 6 })).rejects.toThrow(
      'There is no prompt 6: they are counted from 0 to 5.',
    )
    await expect(host.call('explain.edge', { id, edge: 1e6, prompt: 0 })).rejects.toThrow(
      'There is no edge 1000000: they are counted from 0 to ',
    )
    await expect(host.call('explain.edge', { id: 'other', edge: 1, prompt: 0 })).rejects.toThrow(
      'This explanation is not open: open it again.',
    )
  })
})

describe("an explanation of a run's circuit", () => {
  it('has what the run kept, on its prompts, until the model is another one', async () => {
    const config = { method: 'acdc' as const, model, prompts, metric: 'log_prob' as const, threshold: 0.01 }
    const { id } = await host.call('runs.start', { config })
    await host.untilDone(id)
    const { summary } = await host.call('runs.get', { id })
    const { circuit, metric } = await opened({ run: id })
    expect(circuit).toMatchObject({ runId: id })
    expect(circuit!.edges).toHaveLength(summary.edgesKept)
    expect(metric).toBe('log_prob')
    const tops = { ...config, method: 'eap' as const, direction: 'noising' as const }
    const scored = await host.call('runs.start', { config: tops })
    await host.untilDone(scored.id)
    const { limits, circuit: none } = await opened({ run: scored.id })
    expect(none).toBeNull()
    expect(limits[0]).toMatch(/ends with no circuit, so there is none to look into/)
    const { text, fileName } = await host.call('runs.export', { id, format: 'json' })
    const imported = await host.call('runs.import', { text, fileName })
    await expect(opened({ run: imported.id })).rejects.toThrow(
      'is an imported circuit, which says nothing of its model and prompts: choose both to explain it.',
    )
    const given = await opened({ model, prompts, circuit: imported.id })
    expect(given.circuit!.edges).toEqual(circuit!.edges)
    utimesSync(path.join(model, 'model.safetensors'), new Date(0), new Date(0))
    await expect(host.call('explain.edge', { id: given.id, edge: 0, prompt: 0 })).rejects.toThrow(
      'model.safetensors was changed while the model was open; open the model again.',
    )
    // The same weights with another date are the same model.
    expect((await opened({ run: id })).circuit!.edges).toEqual(circuit!.edges)
  })

  it('says how much of it is decided where the run was stopped', async () => {
    const rows = slowPrompts(200)
    const config = {
      ...{ method: 'acdc' as const, model, prompts: { ...prompts, rows } },
      ...{ metric: 'log_prob' as const, threshold: 0.01 },
    }
    const begun = host.next(({ type }) => type === 'run-decisions')
    const { id } = await host.call('runs.start', { config })
    await begun
    await host.call('runs.control', { id, action: 'stop' })
    const summary = await host.untilState(id, 'stopped')
    expect(summary.edgesDecided).toBeLessThan(summary.edgesTotal)
    const { circuit, limits } = await opened({ run: id })
    expect(circuit!.edges.length).toBeGreaterThanOrEqual(summary.edgesTotal - summary.edgesDecided)
    expect(limits[0]).toBe(
      `${summary.name} is not finished: it has decided ${summary.edgesDecided} of ${summary.edgesTotal} edges, and the others count as kept.`,
    )
  })
})
