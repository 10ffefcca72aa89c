import { describe, expect, it } from 'vitest'
import { openModel } from '../model'
import { printGraph, Session } from '../onnx'
import {
  captureGraph,
  edgeGradientGraphs,
  logitGradientGraphs,
  siteGradientGraphs,
  SITES,
  tokenFeeds,
  weightFeeds,
  type GradientGraphs,
  type LayerSite,
} from './index'

async function load(name: string) {
  const model = await openModel(new URL(`../../fixtures/${name}`, import.meta.url).pathname)
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
      const sites = SITES.filter((site) => config.mlp.kind !== 'none' || !['mlp', 'neurons'].includes(site))
      const seen = sites.map((site): LayerSite => (site === 'heads' ? 'z' : site))
      expect(notGiven(siteGradientGraphs(config, weights, size, seen), weights)).toEqual([])
      expect(notGiven(edgeGradientGraphs(config, weights, size), weights)).toEqual(['delta.0'])
      expect(notGiven(logitGradientGraphs(config, weights, size), weights)).toEqual([])
    }
  })
})

function notGiven({ forward, backward }: GradientGraphs, weights: object): string[] {
  const given = [...forward.inputs, ...forward.outputs].map(({ value }) => value.name)
  const known = new Set([...given, ...Object.keys(weights), 'seed'])
  return backward.inputs.map(({ value }) => value.name).filter((input) => !known.has(input))
}

it('captured activations have the shapes that sites.ts promises', async () => {
  const { config, weights } = await load('llama-tiny')
  const { graph, values } = captureGraph(config, weights, size, SITES)
  const session = await Session.create(graph, { threads: 1 })
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ].map((tokens) => ({ tokens, answerPosition: 2 }))
  const results = await session.run({ ...weights, ...tokenFeeds(rows, 3) })
  await session.release()
  const dims = Object.fromEntries(SITES.map((site) => [site, results[values.get(`${site}.1`)!].dims]))
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
