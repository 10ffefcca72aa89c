import { expect, it } from 'vitest'
import type { ModelInfo, PromptSet } from '../../contract'
import { discoverConfig } from './session'
import { updateStages } from './stages'
import { useWorkbench, type Workbench } from './workbench'

const prompts: PromptSet = { name: 'one', bos: 'tokenizer', rows: [] }
const form: Workbench = { ...useWorkbench.getState(), model: { path: '/tiny' } as ModelInfo, metric: 'nll' }

it('what Discover starts is its own form, not that of a stage', () => {
  updateStages({ direction: 'denoising', mlps: 'recomputed', metric: 'log_prob' })
  for (const discoverMethod of ['eap', 'eap-ig', 'edges'] as const)
    expect(discoverConfig({ ...form, discoverMethod }, prompts)).toMatchObject({
      direction: 'noising',
      metric: 'nll',
    })
  expect(discoverConfig({ ...form, discoverMethod: 'edges' }, prompts)).toMatchObject({ mlps: 'frozen' })
  const own = { ...form, discoverMethod: 'edges', direction: 'denoising', mlps: 'recomputed' } as const
  expect(discoverConfig(own, prompts)).toMatchObject({ direction: 'denoising', mlps: 'recomputed' })
})

it('what Discover starts has the order and the comparison of its form', () => {
  const acdc = { ...form, discoverMethod: 'acdc', order: 'heads-ascending', absolute: true } as const
  expect(discoverConfig(acdc, prompts)).toMatchObject({
    order: 'heads-ascending',
    absolute: true,
    threshold: 0.02,
  })
  expect(discoverConfig({ ...acdc, model: null }, prompts)).toBeNull()
})

it('what Discover starts has an order by |EAP| of a metric that has estimates, and says which', () => {
  const acdc = { ...form, discoverMethod: 'acdc', order: 'eap' } as const
  expect(discoverConfig({ ...acdc, metric: 'nll' }, prompts)).toMatchObject({
    order: 'eap',
    orderMetric: 'nll',
  })
  expect(discoverConfig({ ...acdc, metric: 'kl' }, prompts)).toMatchObject({
    metric: 'kl',
    orderMetric: 'logit_diff',
  })
  expect(discoverConfig({ ...acdc, metric: 'kl', orderMetric: 'prob_diff' }, prompts)).toMatchObject({
    orderMetric: 'prob_diff',
  })
  expect(discoverConfig({ ...acdc, order: 'reference', orderMetric: 'nll' }, prompts)).not.toHaveProperty(
    'orderMetric',
  )
})
