import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importanceOf, meaningOfRun, type ArgsOf, type RunDetail } from '../../../../contract'
import { rankEdges } from '../../../../engine/host'
import { TestHost } from '../../../../testing/host-from-source'
import { taskOf, tinyReferences } from '../../../../testing/method-references'
import { edgeScores, keptEdges } from '../run-circuit'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-compare-'))
const [tiny, other] = tinyReferences().map((reference) => taskOf(reference))
const common = { model: tiny.model, prompts: { ...tiny.prompts, bos: 'no' as const } }

let host: TestHost
let acdc: RunDetail
let eap: RunDetail
beforeAll(async () => {
  host = new TestHost(path.join(folder, 'runs.db'))
  acdc = await made({ method: 'acdc', ...common, metric: 'kl', threshold: 0.05 })
  eap = await made({ method: 'eap', ...common, metric: 'logit_diff', direction: 'noising' })
}, 60_000)
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

async function made(config: ArgsOf<'runs.start'>['config']): Promise<RunDetail> {
  const { id } = await host.call('runs.start', { config })
  await host.untilDone(id)
  return host.call('runs.get', { id })
}

const compare = (args: Partial<ArgsOf<'runs.compare'>> = {}) =>
  host.call('runs.compare', { a: acdc.summary.id, b: eap.summary.id, ...args })

const sorted = (edges: Iterable<number>) => [...edges].sort((a, b) => a - b)

describe('scores beside a circuit', () => {
  it('take as many of the best edges as the circuit has', async () => {
    const { sideA, sideB, onlyB, both } = await compare()
    const size = keptEdges(acdc).length
    expect([sideA.choice, sideA.edges]).toEqual([null, size])
    expect([sideB.choice, sideB.edges]).toEqual([{ top: size, by: 'absolute' }, size])
    const best = rankEdges(edgeScores(eap), 'absolute').subarray(0, size)
    expect(sorted([...both, ...onlyB])).toEqual(sorted(best))
  })

  it('take those from a threshold, by the sign that matters', async () => {
    const importance = importanceOf(edgeScores(eap), meaningOfRun(eap)!)
    const threshold = importance[rankEdges(importance, 'signed')[9]]
    const { sideB, onlyB, both } = await compare({ choiceB: { threshold, by: 'signed' } })
    expect(sideB.edges).toBe(10)
    expect(sorted([...both, ...onlyB])).toEqual(sorted(rankEdges(importance, 'signed').subarray(0, 10)))
  })

  it('have numbers of their own once exactly these edges are judged, prompt by prompt', async () => {
    const before = await compare()
    expect([before.measurementsB?.circuit, before.prompts, before.sideB.judgement]).toEqual([
      null,
      null,
      null,
    ])
    await made(before.sideB.judge!)
    const { sideB, measurementsA, measurementsB, prompts, worstB } = await compare()
    expect(sideB.judgement!.randomDraws).toHaveLength(5)
    expect(measurementsB!.circuit).toEqual(sideB.judgement!.measurements.circuit)
    expect(measurementsB!.clean).toEqual(measurementsA!.clean)
    expect(worstB!.faithfulness).toBe(sideB.judgement!.worst!.faithfulness)
    expect(prompts).toMatchObject({ onlyA: 0, onlyB: 0 })
    expect(prompts!.shared.map(({ rowA, rowB, atA, atB }) => [rowA, rowB, atA, atB])).toEqual(
      tiny.prompts.rows.map((_, row) => [row, row, row, row]),
    )
    const larger = await compare({ choiceB: { top: sideB.edges + 1, by: 'absolute' } })
    expect([larger.sideB.judgement, larger.measurementsB?.circuit]).toEqual([null, null])
  })
})

it('a circuit of a split set has its numbers of both parts beside each other', async () => {
  const split = { seed: 1, heldOut: 0.5, by: 'row' as const }
  const prompts = { ...common.prompts, split }
  const found = await made({ method: 'acdc', ...common, prompts, metric: 'kl', threshold: 0.05 })
  const pair = { a: found.summary.id, b: acdc.summary.id }
  const before = await compare(pair)
  const half = tiny.prompts.rows.length - before.prompts!.shared.length
  expect(before.prompts).toMatchObject({ onlyA: 0, onlyB: half })
  await made(before.sideA.judge!)
  const { sideA, measurementsA, heldOut } = await compare(pair)
  const { train, measurements } = sideA.judgement!
  expect(measurements.clean.perPrompt.kl).toHaveLength(half)
  expect(train!.measurements.faithfulness).toBeCloseTo(measurementsA!.faithfulness!, 6)
  expect(heldOut).toBeNull()

  const scored = await made({ method: 'eap', ...common, prompts, metric: 'logit_diff', direction: 'noising' })
  const both = { a: found.summary.id, b: scored.summary.id }
  await made((await compare(both)).sideB.judge!)
  const judged = await compare(both)
  // What both were found on beside each other, and what both held out.
  expect(judged.measurementsB!.clean).toEqual(judged.measurementsA!.clean)
  expect(judged.prompts!.shared).toHaveLength(tiny.prompts.rows.length - half)
  expect(judged.heldOut!.shared).toHaveLength(half)
  const rows = [...judged.prompts!.shared, ...judged.heldOut!.shared].map(({ rowA }) => rowA)
  expect(sorted(rows)).toEqual(tiny.prompts.rows.map((_, row) => row))
})

describe('several circuits', () => {
  it('are compared each with each', async () => {
    const circuits = [
      { id: acdc.summary.id },
      { id: eap.summary.id },
      { id: eap.summary.id, choice: { top: 3, by: 'absolute' as const } },
    ]
    const matrix = await host.call('runs.compareMany', { circuits })
    const pair = await compare()
    expect(matrix.circuits.map(({ edges, kept }) => [edges, kept.length])).toEqual([
      [pair.sideA.edges, pair.sideA.edges],
      [pair.sideB.edges, pair.sideB.edges],
      [3, 3],
    ])
    expect([matrix.edgeJaccard[0][1], matrix.nodeJaccard[0][1]]).toEqual([pair.edgeJaccard, pair.nodeJaccard])
    for (const jaccard of [matrix.edgeJaccard, matrix.nodeJaccard])
      jaccard.forEach((row, i) => row.forEach((one, j) => expect(one).toBe(i === j ? 1 : jaccard[j][i])))
    expect(matrix.circuits[0].faithfulness).toBe(acdc.summary.faithfulness)
  })

  it('must be of one graph', async () => {
    const prompts = { ...other.prompts, bos: 'no' as const }
    const stranger = await made({ method: 'acdc', model: other.model, prompts, metric: 'kl', threshold: 10 })
    const circuits = [acdc, eap, stranger].map(({ summary }) => ({ id: summary.id }))
    await expect(host.call('runs.compareMany', { circuits })).rejects.toThrow(
      /^Run 1 and Run \d+ cannot be compared: their graphs differ \(.* against .*\)\.$/,
    )
  })
})

it('says what is missing to make a circuit of a run', async () => {
  const few = await made({
    method: 'edges',
    ...common,
    metric: 'logit_diff',
    direction: 'noising',
    select: { kind: 'list', edges: ['input->logits'] },
  })
  const message = `${few.summary.name} scored only some of its edges: say how many of the best ones are meant.`
  await expect(compare({ b: few.summary.id })).rejects.toThrow(message)
  const { sideB } = await compare({ b: few.summary.id, choiceB: { top: 1, by: 'absolute' } })
  expect(sideB.edges).toBe(1)
})
