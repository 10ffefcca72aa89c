import { expect, it } from 'vitest'
import type { CircuitMatrix, SweepDetail } from '../../contract'
import { runSummary } from '../../testing/run-summary'
import { descriptionRecord } from './description'
import { describeSeveral, describeSweep } from './describe-sweep'

it('says what a sweep is of, and on which prompts its circuits were judged', () => {
  const summary = { id: 's1', number: 4, name: 'two ends', modelName: 'trained', promptsName: 'IOI' }
  const more = { promptCount: 32, method: 'acdc', metric: 'kl', createdAt: 0 }
  const axes = [{ name: 'metric' as const, values: ['kl', 'logit_diff'] }]
  const detail = {
    ...{ summary: { ...summary, ...more }, spec: { judge: true, axes }, isHeldOut: true },
  } as unknown as SweepDetail
  expect(descriptionRecord(describeSweep(detail))).toMatchObject({
    title: 'Sweep 4 · two ends',
    model: 'trained',
    prompts: 'IOI, 32 prompts',
    metric: '2 metrics: KL, logit difference',
    judged_on: 'held-out prompts',
    sweep_id: 's1',
  })
})

it('names each of several circuits, and once what they have in common', () => {
  const circuits = [runSummary(1), runSummary(2)].map((run) => ({ run }))
  expect(descriptionRecord(describeSeveral({ circuits } as CircuitMatrix))).toMatchObject({
    title: '2 circuits of induction',
    model: 'induction',
    prompts: 'Induction',
    run_ids: 'r1, r2',
  })
})
