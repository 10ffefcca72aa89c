import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { edgeName } from '../graph'
import { openModel } from '../model'
import { weightFeeds } from '../transformer'
import { EdgeSweep, planSingleEdges } from '../evaluators'
import { runPairs } from '../experiment/paired-runs'
import { graphOf } from '../experiment/experiment'

const folder = new URL('../../fixtures/tracr-reverse/', import.meta.url)

it('the edges of a compiled program that have an effect are exactly its circuit', async () => {
  const data = JSON.parse(readFileSync(new URL('data.json', folder), 'utf8'))
  const model = await openModel(folder.pathname)
  const weights = weightFeeds(await model.loadWeights())
  const graph = graphOf(model.config)
  // Every position but the first has an answer: one pair for each.
  const pairs = data.clean.flatMap((clean: number[], i: number) =>
    clean.slice(1).map((_, at) => ({
      clean: Int32Array.from(clean),
      corrupt: Int32Array.from(data.corrupt[i]),
      answers: [0],
      wrongAnswers: [1],
      answerPosition: at + 1,
    })),
  )
  const runs = await runPairs(model.config, weights, pairs, 1)
  const [{ cleanLogits }] = runs.batches
  const sweep = new EdgeSweep({ graph, config: model.config, weights, runs, threads: 1 })
  const effects: Record<string, number> = {}
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const plan = planSingleEdges(graph, model.config, graph.edgeReceiver[edge])
    const [logits] = await sweep.execute(plan, [edge])
    const squares = logits.map((value, i) => (value - cleanLogits[i]) ** 2)
    effects[edgeName(graph, edge)] = squares.reduce((sum, square) => sum + square, 0) / squares.length
  }
  await sweep.release()
  expect(Object.keys(effects).filter((name) => effects[name] > 1e-6)).toEqual(data.edges_with_effect)
  for (const [name, effect] of Object.entries<number>(data.edge_effect_noise)) {
    expect(effects[name], name).toBeCloseTo(effect, 5)
  }
})
