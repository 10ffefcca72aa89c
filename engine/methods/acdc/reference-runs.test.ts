import { beforeAll, describe, expect, it } from 'vitest'
import { architectureReferences } from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { realTask, tinyTask, type ReferenceRun, type ReferenceTask } from '../../../testing/reference-tasks'
import { compareWithReference, METRIC_NAMES, recordRun, type RunRecord } from '../../../testing/replay-run'
import { openModel, type TransformerConfig, type TransformerWeights } from '../../model'
import { graphOf } from '../../experiment/experiment'
import { acdcOnPairs } from '../../../testing/acdc-on-pairs'

/** The published runs are float64; ours float32. */
const CHANGE_TOLERANCE = 2e-5
const BORDERLINE = 1e-5

function checkTask(task: ReferenceTask, baselineTolerance: number): void {
  let config: TransformerConfig
  let weights: TransformerWeights

  beforeAll(async () => {
    const model = await openModel(task.modelPath)
    config = model.config
    weights = await model.loadWeights()
  })

  const replay = (run: ReferenceRun) =>
    recordRun(
      acdcOnPairs({
        config: { metric: METRIC_NAMES[run.metric], threshold: run.tau, order: 'reference', absolute: false },
        architecture: config,
        weights,
        pairs: task.pairs,
        threads: 1,
      }),
    )

  for (const run of task.runs) {
    it(`ACDC with ${run.metric}, tau ${run.tau}`, async () => {
      const record = await replay(run)
      const deviation = compareWithReference(graphOf(config), record, run)
      if (deviation.otherDecisions.length > 0) {
        // Another decision is right only where the reference itself is too close to call in float32.
        expect(deviation.otherDecisions[0].margin).toBeLessThan(BORDERLINE)
      } else {
        expect(deviation.otherSurvivors).toEqual([])
        expect(deviation.testCount).toBe(0)
        const sign = run.metric === 'ld' ? -1 : 1
        expect(
          Math.abs(sign * record.done.measurement.mean[METRIC_NAMES[run.metric]] - run.finalMetric),
        ).toBeLessThan(5e-5)
      }
      expect(deviation.change).toBeLessThan(CHANGE_TOLERANCE)
      const tooClose = run.trace.some(([, change]) => Math.abs(change - run.tau) < BORDERLINE)
      expect(
        record.decisions.some(({ delta }) => Math.abs(delta! - run.tau) < BORDERLINE && delta !== null),
      ).toBe(tooClose)
      expect(effectDifference(record, task, run)).toBeLessThan(5e-5)
      for (const difference of Object.values(baselineDifference(record, task))) {
        expect(difference).toBeLessThan(baselineTolerance)
      }
    })
  }
}

/** Largest difference of a baseline mean, and of a baseline value of one prompt. */
function baselineDifference(
  { baseline }: RunRecord,
  task: ReferenceTask,
): { mean: number; perPrompt: number } {
  const difference = { mean: 0, perPrompt: 0 }
  for (const side of ['clean', 'corrupt'] as const) {
    for (const metric of ['ld', 'kl', 'lp'] as const) {
      const { mean, perPrompt } = baseline[side]
      const name = METRIC_NAMES[metric]
      difference.mean = Math.max(difference.mean, Math.abs(mean[name] - task.baseline[side][metric]))
      task.perPrompt?.[side][metric].forEach((value, prompt) => {
        difference.perPrompt = Math.max(difference.perPrompt, Math.abs(perPrompt[name][prompt] - value))
      })
    }
  }
  return difference
}

/** Largest difference of a kept edge's effect from its exact path-patching effect. */
function effectDifference({ decisions, effects }: RunRecord, task: ReferenceTask, run: ReferenceRun): number {
  const kept = decisions.filter((decision) => decision.kept)
  const differences = kept.map(({ edge }) => {
    const exact = task.edgeExact[run.metric][edge] - task.baseline.clean[run.metric]
    return Math.abs(effects.get(edge)! - exact)
  })
  return Math.max(0, ...differences)
}

for (const { name, task } of architectureReferences()) {
  describe(`the reference runs of ${name}`, () => checkTask(task, 2e-5))
}

for (const name of ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l']) {
  describe(`the published runs of ${name}`, () => checkTask(tinyTask(name), 2e-5))
}

const REAL_TASKS = {
  'nano-sort': 'models/llmviz-nano-sort',
  'gpt2-basic': 'models/gpt2-basic',
  'stories260k-pronoun': 'models/stories260K',
  'random-gpt2-4l': 'fixtures/random-gpt2-4l',
}
for (const [name, modelFolder] of Object.entries(REAL_TASKS)) {
  describeWithShared(`the reference runs of ${name}`, (shared) =>
    checkTask(realTask(shared, name, modelFolder), 5e-5),
  )
}
