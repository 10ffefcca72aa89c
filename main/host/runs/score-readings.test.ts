import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf, CircuitFile, RunSummary } from '../../../contract'
import { describeWithShared } from '../../../testing/real-models'
import { taskOf, tinyReferences } from '../../../testing/method-references'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-readings-'))
let host: TestHost
beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

const [tiny, other] = tinyReferences().map(taskOf)
type Config = ArgsOf<'runs.start'>['config']
const effect = { kind: 'effect', metric: 'logit_diff', direction: 'noising' } as const

/** Effects on logit_diff, as a program writes them that does not say so. */
async function foreignFile(): Promise<CircuitFile> {
  const { run } = await host.found('edges', {
    method: 'eap',
    ...tiny,
    metric: 'logit_diff',
    direction: 'noising',
  })
  const { text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
  const { patchbay: _, ...file } = JSON.parse(text) as CircuitFile
  return file
}

const open = async (file: CircuitFile): Promise<RunSummary> =>
  host.call('runs.import', { text: JSON.stringify(file), fileName: 'foreign.json' })

describe('the scores of a file that does not say what they are', () => {
  it('are ranked both ways, each measured on the model and prompts that are open', async () => {
    const file = await foreignFile()
    const { id } = await open(file)
    const readings = await host.call('runs.readings', { id, top: 30, on: tiny })
    expect([readings.top, readings.problem]).toEqual([30, null])
    const best = Object.entries(file.edges).sort(([, a], [, b]) => b.score! - a.score!)
    const named = (edges: typeof best) => edges.map(([edge, { score }]) => ({ edge, score }))
    expect(readings.positive.edges).toEqual(named(best.slice(0, 8)))
    expect(readings.negative.edges).toEqual(named(best.reverse().slice(0, 8)))
    const judged = async (scores: typeof effect | { kind: 'gain' }) => {
      const config: Config = {
        method: 'evaluate',
        ...tiny,
        metric: 'kl',
        circuit: file,
        top: [30],
        by: 'signed',
        scores,
      }
      return (await host.found('evaluation', config)).result.evaluation.judgements[1].faithfulness!
    }
    expect(readings.negative.faithfulness).toBeCloseTo(await judged(effect), 6)
    expect(readings.positive.faithfulness).toBeCloseTo(await judged({ kind: 'gain' }), 6)
    expect(readings.negative.faithfulness!).toBeGreaterThan(readings.positive.faithfulness!)
  })

  it('are ranked without a model, and on another model with the reason why nothing is measured', async () => {
    const { id } = await open(await foreignFile())
    const unmeasured = await host.call('runs.readings', { id, top: 500 })
    expect([unmeasured.top, unmeasured.positive.faithfulness, unmeasured.problem]).toEqual([110, null, null])
    const { problem, negative } = await host.call('runs.readings', { id, top: 5, on: other })
    expect([problem, negative.faithfulness]).toEqual([
      'neox-tiny is another model (2 layers, 4 heads, parallel MLPs) than the file’s (2 layers, 4 heads, MLPs): open that one to measure how much each reading keeps.',
      null,
    ])
    const none = await host.call('runs.readings', {
      id,
      top: 5,
      on: { ...tiny, prompts: { name: 'none', rows: [] } },
    })
    expect(none.problem).toMatch(/\.$/)
  })

  it('are what is answered, until the answer is changed or taken back; judging and the export know it', async () => {
    const file = await foreignFile()
    const { id, importedScores } = await open(file)
    expect(importedScores).toEqual({ meaning: null, saidBy: 'person' })
    const judge: Config = {
      method: 'evaluate',
      ...tiny,
      metric: 'kl',
      circuit: { runId: id },
      by: 'signed',
      top: [30],
    }
    await expect(host.call('runs.start', { config: judge })).rejects.toThrow(
      'foreign does not say what its scores are, so it is not known which sign matters',
    )
    const notified = host.next((event) => event.type === 'run-status' && event.runId === id)
    const said = await host.call('runs.sayScores', { id, reading: effect })
    const meaning = { ...effect, sense: -1, method: null, ablation: null }
    expect(said.importedScores).toEqual({ meaning, saidBy: 'person' })
    expect(await notified).toMatchObject({ summary: { importedScores: { meaning } } })
    const { result } = await host.found('evaluation', judge)
    expect(result.evaluation.scores).toEqual(meaning)
    const exported = JSON.parse((await host.call('runs.export', { id, format: 'json' })).text)
    expect(exported.patchbay).toEqual({ format: 1, method: 'import', scores: meaning })
    expect(exported.edges).toEqual(file.edges)
    // Opened again, the file says it itself.
    const again = await open(exported)
    expect(again.importedScores).toEqual({ meaning, saidBy: 'file' })
    await expect(host.call('runs.sayScores', { id: again.id, reading: { kind: 'gain' } })).rejects.toThrow(
      'The file of foreign says itself what its scores are.',
    )
    await host.call('runs.sayScores', { id, reading: { kind: 'gain' } })
    expect((await host.call('runs.get', { id })).summary.importedScores!.meaning!.kind).toBe('gain')
    await host.call('runs.sayScores', { id, reading: null })
    await expect(host.call('runs.start', { config: judge })).rejects.toThrow(
      'does not say what its scores are',
    )
  })

  it('are asked about only where there are any', async () => {
    const file = await foreignFile()
    const edges = Object.fromEntries(Object.keys(file.edges).map((name) => [name, { in_graph: true }]))
    const { id, importedScores } = await open({ ...file, edges })
    expect(importedScores).toBe(null)
    for (const refused of [
      host.call('runs.sayScores', { id, reading: effect }),
      host.call('runs.readings', { id, top: 5 }),
    ])
      await expect(refused).rejects.toThrow('foreign has no scores that came with a circuit file.')
  })

  it('of nodes are not kept, and the run says so', async () => {
    const file = await foreignFile()
    const nodes = { ...file.nodes, m0: { in_graph: true, score: 0.5 } }
    expect((await open({ ...file, nodes })).message).toBe(
      'The file’s scores of 1 node were left out: a circuit’s scores here are those of its edges.',
    )
    expect((await open(file)).message).toBe(null)
  })
})

describeWithShared('the published scores of GPT-2 small on IOI', (shared) => {
  it('say nothing of what they are: both readings are offered, none is taken', async () => {
    const fileName = 'mib-ioi-gpt2-eap-ig.json'
    const text = readFileSync(path.join(shared, 'data', fileName), 'utf8')
    const { id, importedScores, edgesTotal, edgesKept, message } = await host.call('runs.import', {
      text,
      fileName,
    })
    expect(importedScores).toEqual({ meaning: null, saidBy: 'person' })
    expect([edgesTotal, edgesKept, message]).toEqual([32_491, 756, null])
    const { positive, negative } = await host.call('runs.readings', { id, top: 3249 })
    const firstTwo = (edges: { edge: string; score: number }[]) =>
      edges.slice(0, 2).map(({ edge, score }) => [edge, score.toFixed(3)])
    expect(firstTwo(positive.edges)).toEqual([
      ['a10.h7->logits', '0.196'],
      ['a11.h10->logits', '0.091'],
    ])
    // A name mover head and the embedding, which IOI needs: the scores look raw.
    expect(firstTwo(negative.edges)).toEqual([
      ['a9.h9->logits', '-0.282'],
      ['input->m0', '-0.208'],
    ])
  })
})

describe('a circuit file that would lose something in silence', () => {
  const refusal = async (text: string) =>
    host.call('runs.import', { text, fileName: 'f.json' }).then(
      () => null,
      (error: Error) => error.message,
    )
  const file = (nodes: string, edges: string) =>
    `{"cfg": {"n_layers": 2, "n_heads": 4, "d_model": 32}, "nodes": {${nodes}}, "edges": {${edges}}}`
  const edge = (name: string, score: string, isKept = true) =>
    `"${name}": {"score": ${score}, "in_graph": ${isKept}}`

  it.each([
    [
      'the same edge twice',
      file('', `${edge('m0->m1', '1')}, ${edge('m0->m1', '2')}`),
      'f.json has the key "m0->m1" twice in "edges", and only one of them can count: delete the other.',
    ],
    [
      'an edge under a second spelling',
      file('', `${edge('m0->m1', '1')}, ${edge('m0->M1', '2')}`),
      'f.json: "m0->M1" is not the name of an edge; edges are named like "a0.h1->a1.h0<q>", "m0->m1" or "input->logits".',
    ],
    [
      'an edge that no graph has',
      file('', edge('m1->m0', '1')),
      'f.json: the edge "m1->m0" does not exist in the graph of its cfg (2 layers, 4 heads, MLPs).',
    ],
    [
      'a node out of the circuit, its edge in it',
      file('"m0": {"in_graph": false}', edge('m0->m1', '1')),
      'f.json contradicts itself: the edge m0->m1 has in_graph true, its node m0 has it false. Make them agree.',
    ],
    [
      'a node that no graph has',
      file('"a9.h0": {"in_graph": true}', edge('m0->m1', '1')),
      'f.json has the node "a9.h0", which the graph of its cfg does not have; nodes are named input, a0.h1, m0 and logits.',
    ],
    [
      'a score beyond all numbers',
      file('', edge('m0->m1', '1e999')),
      'f.json: "edges.m0->m1.score" must be a number, but it is Infinity.',
    ],
    [
      'a score that is not a number',
      file('', edge('m0->m1', 'NaN')),
      'f.json is not JSON: it has NaN where a number belongs. Write null for a score that is not there.',
    ],
  ])('is refused: %s', async (_, text, message) => {
    expect(await refusal(text)).toBe(message)
  })
})
