import { describe, expect, it } from 'vitest'
import { tinyTask } from '../../../testing/reference-tasks'
import type { AcdcConfig } from '../../../contract'
import { openModel } from '../../model'
import { runAcdc, type AcdcEvent } from '../patching'

const task = tinyTask('attn-only-2l')
const config: AcdcConfig = {
  method: 'acdc',
  model: task.modelPath,
  prompts: {
    name: 'reference',
    bos: 'none',
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

async function collect(changes: Partial<AcdcConfig> = {}): Promise<AcdcEvent[]> {
  const events: AcdcEvent[] = []
  const model = await openModel(task.modelPath)
  for await (const event of runAcdc({ model, config: { ...config, ...changes }, threads: 1 }))
    events.push(event)
  return events
}

describe('a run', () => {
  it('tells its stages, baseline, every decision, the effects of kept edges and the end', async () => {
    const events = await collect()
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
    const done = events.at(-1)!
    if (done.type !== 'done') throw new Error('the last event is not done')
    const { clean, corrupt } = baseline
    expect(done.faithfulness).toBeCloseTo(
      (done.metricFinal - corrupt.mean.logit_diff) / (clean.mean.logit_diff - corrupt.mean.logit_diff),
      10,
    )
    expect(done.circuit.mean.logit_diff).toBe(done.metricFinal)
  })

  it('names the edge under test before each decision that needed a run, and none before a free one', async () => {
    const events = await collect()
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
    const events = await collect({ prompts: { ...config.prompts, rows } })
    expect(events.at(-1)).toMatchObject({ type: 'done', faithfulness: null })
  })

  it('refuses a threshold that is no number', async () => {
    await expect(collect({ threshold: NaN })).rejects.toThrow(
      'the threshold is NaN, not a number: give a finite one such as 0.05.',
    )
    await expect(collect({ threshold: Infinity })).rejects.toThrow('the threshold is Infinity, not a number')
  })
})
