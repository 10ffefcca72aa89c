import { SITE_KINDS } from '../../../contract'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../model'
import { printGraph, Session } from '../../onnx'
import {
  captureGraph,
  cellParts,
  edgeGradientGraphs,
  logitGradientGraphs,
  siteGradientGraphs,
  tokenFeeds,
  weightFeeds,
  type GradientGraphs,
  type LayerSite,
} from '../index'

async function load(name: string) {
  const model = await openModel(new URL(`../../../fixtures/${name}`, import.meta.url).pathname)
  return { config: model.config, weights: weightFeeds(await model.loadWeights()) }
}

const size = { length: 3, batch: 2 }

describe('backward graphs', () => {
  it('read like the model backwards', async () => {
    const { config, weights } = await load('attn-only-2l')
    expect(
      printGraph(siteGradientGraphs(config, weights, size, ['resid', 'pattern']).backward),
    ).toMatchSnapshot()
    expect(printGraph(edgeGradientGraphs(config, weights, size).backward)).toMatchSnapshot()
    expect(printGraph(logitGradientGraphs(config, weights, size).backward)).toMatchSnapshot()
  })

  it('take nothing but weights, the seed, changes, and what the forward graph takes and gives', async () => {
    for (const name of ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l']) {
      const { config, weights } = await load(name)
      const sites = SITE_KINDS.filter(
        (site) => config.mlp.kind !== 'none' || !['mlp', 'neurons'].includes(site),
      )
      const seen = sites.map((site): LayerSite => (site === 'heads' ? 'z' : site))
      expect(notGiven(siteGradientGraphs(config, weights, size, seen), weights)).toEqual([])
      const along = config.norm.kind === 'none' ? [] : ['deviation', 'along', 'normal']
      expect(notGiven(edgeGradientGraphs(config, weights, size), weights).toSorted()).toEqual(
        [...along, 'delta.0', 'delta.1'].toSorted(),
      )
      expect(notGiven(logitGradientGraphs(config, weights, size), weights)).toEqual([])
    }
  })
})

it('rows are worked off in few parts of about one size, each of an odd number of rows', () => {
  for (let rows = 1; rows <= 600; rows++) {
    const counts = cellParts(rows).map(({ count }) => count)
    expect(counts.reduce((sum, count) => sum + count)).toBe(rows)
    expect(counts.every((count) => count % 2 === 1 && count <= 75)).toBe(true)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2)
    expect(counts.length).toBeLessThanOrEqual(Math.ceil(rows / 75) + 1)
  }
  expect(cellParts(215)).toEqual([
    { name: '0', from: 0, count: 73 },
    { name: '1', from: 73, count: 71 },
    { name: '2', from: 144, count: 71 },
  ])
})

function notGiven({ forward, backward }: GradientGraphs, weights: object): string[] {
  const given = [...forward.inputs, ...forward.outputs].map(({ value }) => value.name)
  const known = new Set([...given, ...Object.keys(weights), 'seed'])
  return backward.inputs.map(({ value }) => value.name).filter((input) => !known.has(input))
}

it('captured activations have the shapes that BlockSite promises', async () => {
  const { config, weights } = await load('llama-tiny')
  const { graph, values } = captureGraph(config, weights, size, SITE_KINDS)
  const session = await Session.create(graph, { threads: 1 })
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ].map((tokens) => ({ tokens, answerPosition: 2 }))
  const results = await session.run({ ...weights, ...tokenFeeds(rows, 3) })
  await session.release()
  const dims = Object.fromEntries(SITE_KINDS.map((site) => [site, results[values.get(`${site}.1`)!].dims]))
  const [stream, slot] = [
    [1, 1, 6, 48],
    [1, 6, 2, 3, 8],
  ]
  expect(dims).toEqual({
    resid: stream,
    q: slot,
    k: slot,
    v: slot,
    pattern: [1, 6, 2, 3, 3],
    heads: [1, 6, 6, 48],
    attn: stream,
    neurons: [1, 1, 6, 96],
    mlp: stream,
  })
})
