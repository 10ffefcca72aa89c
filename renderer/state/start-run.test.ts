import { beforeEach, expect, it } from 'vitest'
import type { ModelInfo } from '../../contract'
import { acdcForm } from '../methods/acdc/form'
import { allEdgesForm, endForm } from '../methods/edges/form'
import { discoverForm } from './discover-form'
import { stageForm } from './stage-form'
import { discoverConfig } from './start-run'
import { updateWorkbench } from './workbench'

beforeEach(() => {
  updateWorkbench({ model: { path: '/tiny' } as ModelInfo })
  discoverForm.set({ discoverMethod: 'acdc', metric: 'nll', direction: 'noising', ablation: 'resample' })
  acdcForm.set({ threshold: 0.02, order: 'reference', orderMetric: null, absolute: false })
})

it('Discover starts a run from its own form, not from that of a stage', () => {
  stageForm.set({ direction: 'denoising', metric: 'log_prob' })
  endForm.set({ mlps: 'recomputed' })
  for (const discoverMethod of ['eap', 'eap-ig', 'edges']) {
    discoverForm.set({ discoverMethod })
    expect(discoverConfig()).toMatchObject({ direction: 'noising', metric: 'nll' })
  }
  expect(discoverConfig()).toMatchObject({ mlps: 'frozen' })
  discoverForm.set({ direction: 'denoising' })
  allEdgesForm.set({ mlps: 'recomputed' })
  expect(discoverConfig()).toMatchObject({ direction: 'denoising', mlps: 'recomputed' })
})

it('Discover starts ACDC with the order and the comparison of its form', () => {
  acdcForm.set({ order: 'heads-ascending', absolute: true })
  expect(discoverConfig()).toMatchObject({ order: 'heads-ascending', absolute: true, threshold: 0.02 })
  updateWorkbench({ model: null })
  expect(discoverConfig()).toBeNull()
})

it('Discover starts an order by |EAP| with a metric that has a gradient, and names it', () => {
  acdcForm.set({ order: 'eap' })
  expect(discoverConfig()).toMatchObject({ order: 'eap', orderMetric: 'nll' })
  discoverForm.set({ metric: 'kl' })
  expect(discoverConfig()).toMatchObject({ metric: 'kl', orderMetric: 'logit_diff' })
  acdcForm.set({ orderMetric: 'prob_diff' })
  expect(discoverConfig()).toMatchObject({ orderMetric: 'prob_diff' })
  acdcForm.set({ order: 'reference', orderMetric: 'nll' })
  expect(discoverConfig()).not.toHaveProperty('orderMetric')
})
