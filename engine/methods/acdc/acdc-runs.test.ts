import { describe, expect, it } from 'vitest'
import { tinyTask } from '../../../testing/reference-tasks'
import type { AcdcConfig } from '../../../contract'
import { openModel } from '../../model'
import type { MethodEvent } from '../event'
import { runMethod } from '../run-method'

const task = tinyTask('attn-only-2l')
const config: AcdcConfig = {
  method: 'acdc',
  model: task.modelPath,
  prompts: {
    name: 'reference',
    bos: 'no',
    rows: task.pairs.map(({ clean, corrupt, answers, wrongAnswers }) => ({
      clean: [...clean],
      corrupt: [...corrupt],
      answers,
      wrongAnswers,
    })),
  },
  metric: 'logit_diff',
  threshold: 1,
  order: 'reference',
  absolute: false,
}

async function collect(changes: Partial<AcdcConfig> = {}) {
  const events: MethodEvent[] = []
  const model = await openModel(task.modelPath)
  const run = runMethod({ model, config: { ...config, ...changes }, inputs: {}, threads: 1 })
  let step = await run.next()
  for (; !step.done; step = await run.next()) events.push(step.value)
  return { events, outcome: step.value }
}

describe('a run', () => {
  it('reports its stages, baseline, every decision and the effects of kept edges, and returns the circuit', async () => {
    const { events, outcome } = await collect()
    const stages = events.filter((event) => event.type === 'stage').map(({ stage }) => stage)
    expect(stages).toEqual([
      'loading model',
      'capturing clean and corrupt runs',
      'testing edges',
      'measuring the circuit',
    ])
    const kept = events
      .filter((event) => event.type === 'decision' && event.kept)
      .map((event) => 'edge' in event && event.edge)
    const effects = events.filter((event) => event.type === 'effect').map(({ edge }) => edge)
    expect(kept).toHaveLength(8)
    expect(effects).toEqual(kept)
    const baseline = events.find((event) => event.type === 'baseline')!
    expect(baseline.metricInitial).toBeCloseTo(baseline.clean.mean.logit_diff, 5)
    const { clean, corrupt } = baseline
    const circuit = outcome.circuit!
    expect([...circuit.edges]).toEqual(kept.toSorted((a, b) => Number(a) - Number(b)))
    expect(circuit.faithfulness).toBeCloseTo(
      (outcome.metricFinal! - corrupt.mean.logit_diff) / (clean.mean.logit_diff - corrupt.mean.logit_diff),
      10,
    )
    expect(circuit.measurement.mean.logit_diff).toBe(outcome.metricFinal)
    expect(outcome.result).toEqual({ kind: 'circuit', ...circuit })
    expect(outcome.testsRun).toBe(
      events.filter((event) => event.type === 'decision' && event.delta !== null).length,
    )
  })

  it('names the edge under test before each decision that needed a run, and none before a free one', async () => {
    const { events } = await collect()
    const steps = events.filter((event) => event.type === 'testing' || event.type === 'decision')
    steps.forEach((event, i) => {
      if (event.type !== 'decision') return
      const before = steps[i - 1]
      const announced = before?.type === 'testing' && before.edge === event.edge
      expect(announced).toBe(event.reason !== 'receiver-has-no-kept-output')
    })
  })

  it('has no faithfulness where clean and corrupt prompts are the same', async () => {
    const rows = config.prompts.rows.map((row) => ({ ...row, corrupt: row.clean }))
    const { outcome } = await collect({ prompts: { ...config.prompts, rows } })
    expect(outcome.result).toMatchObject({ kind: 'circuit', faithfulness: null })
  })

  it('refuses a threshold that is not a number', async () => {
    await expect(collect({ threshold: NaN })).rejects.toThrow(
      'the threshold is NaN, not a number: give a finite one such as 0.05.',
    )
    await expect(collect({ threshold: Infinity })).rejects.toThrow('the threshold is Infinity, not a number')
  })
})
