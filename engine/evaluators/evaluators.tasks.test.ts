import { describe, expect, it } from 'vitest'
import { decideTwice, largestDifference } from '../../testing/decide-twice'
import { describeWithShared } from '../../testing/real-models'
import type { MetricName } from '../../contract'
import type { ReferenceTask } from '../../testing/reference-tasks'
import { architectureReferences, realReferences, tinyReferences } from '../../testing/method-references'
import { openModel } from '../model'
import { weightFeeds } from '../transformer'
import { runPairs } from '../experiment/paired-runs'
import { evaluatorSetup, type EvaluatorSetup } from './evaluator-setup'

/** Thresholds from those that keep nearly all to those that keep few; K and threads go through all they may be. */
const CASES: Case[] = [
  { metric: 'kl', threshold: 0.0007, batch: 16, threads: 2 },
  { metric: 'kl', threshold: 0.02, batch: 5, threads: 1 },
  { metric: 'kl', threshold: 0.3, batch: 1, threads: 2 },
  { metric: 'logit_diff', threshold: 0.0043, batch: 2, threads: 1 },
  { metric: 'logit_diff', threshold: 0.06, batch: 11, threads: 2 },
  { metric: 'logit_diff', threshold: 0.7, batch: 16, threads: 1 },
]

/** On thousands of edges whole forward passes take long where little is free: higher thresholds there, and some of the prompts. */
const CASES_OF_MANY_EDGES: Case[] = [
  { metric: 'kl', threshold: 0.02, batch: 5, threads: 1 },
  { metric: 'kl', threshold: 0.3, batch: 16, threads: 2 },
  { metric: 'logit_diff', threshold: 0.2, batch: 3, threads: 2 },
  { metric: 'logit_diff', threshold: 0.7, batch: 16, threads: 1 },
]
const MANY_EDGES = 1000
const SOME_PROMPTS = 8

const hasManyEdges = ({ edgeExact }: ReferenceTask) => edgeExact.kl.length > MANY_EDGES

/** A model of each kind of block: parallel, sequential, norms on both sides, norms after alone. */
const OF_EACH_KIND = ['gpt_neox-parallel', 'gpt_neox-sequential', 'gemma2', 'olmo2']

interface Case {
  metric: MetricName
  threshold: number
  /** K: nested cuts at once. */
  batch: number
  threads: number
}

async function setupOf(task: ReferenceTask, { metric, threads }: Case): Promise<EvaluatorSetup> {
  const { config, loadWeights } = await openModel(task.modelPath)
  const weights = weightFeeds(await loadWeights())
  const pairs = hasManyEdges(task) ? task.pairs.slice(0, SOME_PROMPTS) : task.pairs
  const runs = await runPairs(config, weights, pairs, threads)
  return evaluatorSetup({ config, weights, pairs, threads }, runs, metric)
}

function decidesTheSame(task: ReferenceTask, cases = CASES): void {
  it.each(hasManyEdges(task) ? CASES_OF_MANY_EDGES : cases)(
    '$metric, tau $threshold, K $batch, threads $threads',
    async (one) => {
      const { incremental, masked } = await decideTwice(await setupOf(task, one), one)
      expect(incremental.kept).toEqual(masked.kept)
      expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(1e-5)
    },
  )
}

describe('the incremental evaluator decides as the masked one does on', () => {
  for (const { name, task } of tinyReferences()) describe(name, () => decidesTheSame(task))

  // Of the others one case each, in turn: what each decides is also known from its reference.
  for (const [i, { name, task }] of architectureReferences().entries())
    describe(name, () =>
      decidesTheSame(task, OF_EACH_KIND.includes(name) ? CASES : [CASES[i % CASES.length]]),
    )
})

describeWithShared('the incremental evaluator decides as the masked one does on real models', (shared) => {
  // What random-gpt2-4l's whole passes decide is known from its published run.
  const tasks = realReferences(shared).filter(({ name }) => name !== 'random-gpt2-4l')
  for (const { name, task } of tasks) describe(name, () => decidesTheSame(task))
})
