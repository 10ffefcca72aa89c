import { beforeEach, describe, expect, it } from 'vitest'
import { METHODS, type ModelInfo, type RunConfig, type RunSummary } from '../../contract'
import { currentPromptSet } from '../state/prompt-store'
import { stageConfig } from '../state/stage-form'
import { discoverConfig } from '../state/start-run'
import { updateWorkbench } from '../state/workbench'
import { confirmRun } from '../views/confirm/confirm-form'
import { screenConfig } from '../views/screen/screen-form'
import { traceConfig } from '../views/trace/trace-form'
import { judgeForm } from './evaluate/form'
import { judgeConfig } from './evaluate/start'
import { DISCOVER_STARTS, fillForm, methodView, SCREEN_STARTS, TRACE_STARTS } from './registry'
import { testsConfig } from './tests/start'
import { workflowConfig } from './workflow/start'

const shape = { layers: 2, heads: 2, mlps: true, parallel: false }
const model = { path: '/tiny', shape } as ModelInfo
const common = { model: '/tiny', metric: 'log_prob', prompts: currentPromptSet() } as const
const patching = { ...common, direction: 'denoising', ablation: 'resample' } as const
const noising = { ...common, direction: 'noising', ablation: 'mean' } as const

beforeEach(() => updateWorkbench({ model }))

describe('a stored configuration fills the form that would start it again', () => {
  const inDiscover: RunConfig[] = [
    {
      method: 'acdc',
      ...common,
      threshold: 0.3,
      order: 'eap',
      orderMetric: 'nll',
      absolute: true,
      ablation: 'zero',
    },
    { method: 'eap', ...patching, igSteps: 0 },
    { method: 'eap', ...noising, igSteps: 0 },
    { method: 'eap', ...patching, igSteps: 7 },
    { method: 'edges', ...noising, select: { kind: 'all' }, mlps: 'recomputed' },
  ]
  it.each(inDiscover)('of Discover: $method', (config) => {
    fillForm(config)
    expect(discoverConfig()).toEqual(config)
    expect(methodView(config.method).stagesOf(config)).toEqual([])
  })

  const screens: RunConfig[] = [
    { method: 'attribution', ...noising, sites: ['heads', 'q'], variant: 'relp' },
    { method: 'activation', ...patching, sites: ['resid'], neurons: [], ablation: 'zero' },
  ]
  it.each(screens)('of Screen: $method', (config) => {
    fillForm(config)
    expect(screenConfig(model)).toEqual(config)
  })

  it('of Confirm', () => {
    const only = [{ site: 'heads' as const, layer: 1, head: 0 }]
    const config: RunConfig = { method: 'activation', ...noising, sites: ['heads'], neurons: [], only }
    fillForm(config)
    expect(confirmRun(null)).toEqual(config)
    expect(methodView(config.method).stagesOf(config)).toEqual(['confirm'])
  })

  const traces: RunConfig[] = [
    { method: 'edges', ...noising, select: { kind: 'into', receiver: 'a1.h0<q>' }, mlps: 'recomputed' },
    { method: 'edges', ...patching, select: { kind: 'from', sender: 'm0' }, mlps: 'frozen' },
    { method: 'path', ...patching, path: 'a0.h1->m1->logits' },
  ]
  it.each(traces)('of Trace: $method', (config) => {
    fillForm(config)
    expect(traceConfig()).toEqual(config)
  })

  it('of Judge, whose circuit and reference are runs', () => {
    const reference = { runId: 'r2' }
    fillForm({
      method: 'evaluate',
      ...common,
      circuit: { runId: 'r1' },
      reference,
      top: [5, 9],
      by: 'signed',
    })
    expect(judgeForm.get()).toEqual({
      ...{ judged: 'r1', reference: 'r2', judgeTop: 9, judgeBy: 'signed' },
      testAblation: null,
    })
    const scored = { id: 'r1', method: 'eap', importedScores: null } as RunSummary
    expect(judgeConfig(judgeForm.get(), scored, undefined)).toMatchObject({ top: [9], by: 'signed' })
  })

  it('of the tests, with what cut edges carry', () => {
    const tests = { method: 'tests', ...common, circuit: { runId: 'r1' }, ablation: 'mean' }
    fillForm(METHODS.tests.config.parse(tests))
    const tested = { id: 'r1', method: 'acdc', importedScores: null } as RunSummary
    expect(testsConfig(judgeForm.get(), tested)).toMatchObject({ ablation: 'mean', circuit: { runId: 'r1' } })
    fillForm(METHODS.tests.config.parse({ ...tests, ablation: undefined }))
    expect(testsConfig(judgeForm.get(), tested)!.ablation).toBeUndefined()
  })

  it('of the workflow, and the metric of a check', () => {
    const config: RunConfig = { method: 'workflow', ...noising, top: 7 }
    fillForm(config)
    expect(workflowConfig()).toEqual(config)
    fillForm({ method: 'check', ...common, metric: 'nll' })
    expect(stageConfig()).toMatchObject({ metric: 'nll' })
  })
})

it('the starts of a menu have distinct values', () => {
  for (const starts of [DISCOVER_STARTS, SCREEN_STARTS, TRACE_STARTS]) {
    const values = starts.map(({ value }) => value)
    expect(new Set(values).size).toBe(values.length)
  }
})
