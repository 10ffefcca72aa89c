import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { PromptRow } from '../../contract'
import { edgeName } from '../graph'
import { openModel } from '../model'
import { openExperiment } from '../experiment/open-experiment'
import { graphOf } from '../experiment/experiment'
import { resultOf } from '../experiment/progress'
import { edgePatching } from './edges/edge-patching'

interface Data {
  clean: number[][]
  corrupt: number[][]
  edges_with_effect: string[]
}

it('a compiled model that writes at every position is measured at the positions that the prompts name', async () => {
  const folder = fileURLToPath(new URL('../../fixtures/tracr-reverse', import.meta.url))
  const data = JSON.parse(readFileSync(`${folder}/data.json`, 'utf8')) as Data
  const rows = data.clean.flatMap((clean, i) =>
    [1, 2, 3, 4, 5].map((position): PromptRow => ({
      clean,
      corrupt: data.corrupt[i],
      answers: [0],
      wrongAnswers: [1],
      position,
    })),
  )
  const model = await openModel(folder)
  const graph = graphOf(model.config)
  const experiment = await openExperiment(model, { rows })
  const { scores } = await resultOf(edgePatching(experiment, { direction: 'noising', metric: 'kl' }))
  const found = Array.from(scores.edge)
    .filter((_, row) => Math.abs(scores.score[row]) > 1e-4)
    .map((edge) => edgeName(graph, edge))
  expect(new Set(found)).toEqual(new Set(data.edges_with_effect))
})
