import { expect, it } from 'vitest'
import type { RunDetail } from '../../../contract'
import { buildGraph } from '../../../engine/graph'
import type { LiveRun } from '../../state/live-run'
import { pictureLines } from './picture-lines'

it('a picture names run, counts, model, prompts and every setting', () => {
  const summary = {
    ...{ id: 'r', number: 8, name: 'Run 8', method: 'acdc', state: 'paused' },
    ...{ modelName: 'tiny', promptsName: 'pronoun', promptCount: 6 },
  }
  const config = {
    ...{ method: 'acdc', model: '/tiny', prompts: { name: 'pronoun', bos: 'none', rows: [] } },
    ...{ metric: 'kl', threshold: 0.02, order: 'reference', absolute: false },
  }
  const graph = buildGraph({ layers: 1, heads: 2, mlps: false, parallel: false })
  const run = { summary, detail: { summary, config } as unknown as RunDetail, graph, kept: 2, decided: 3 }
  const lines = pictureLines(run as unknown as LiveRun)
  expect(lines.slice(0, 2)).toEqual([
    `Run 8 · ACDC · 2 kept, ${graph.edgeCount - 3} undecided, of ${graph.edgeCount} edges`,
    'model tiny · pronoun, 6 prompts',
  ])
  expect(lines[2]).toContain('metric KL · threshold 0.02 · order of the tests as the reference does')
})
