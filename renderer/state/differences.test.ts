import { describe, expect, it } from 'vitest'
import type { AcdcConfig, ModelInfo, PromptSet, RunConfig, RunDetail, RunSummary } from '../../contract'
import { isOfModel } from './belonging'
import { differencesOf, type NextRun } from './differences'
import { ownerOf } from './owner'

const shape = { layers: 2, heads: 4, mlps: true, parallel: false }
const prompts: PromptSet = {
  name: 'pronoun',
  bos: 'tokenizer',
  rows: [
    { clean: 'Lily', corrupt: 'Tim', answers: [' She'], wrongAnswers: [' He'] },
    { clean: 'Sue', corrupt: 'Ben', answers: [' She'], wrongAnswers: [' He'] },
  ],
}
const acdc: AcdcConfig = {
  method: 'acdc',
  model: '/models/tiny',
  prompts,
  metric: 'kl',
  threshold: 0.02,
  order: 'reference',
  absolute: false,
}
const model = modelOf('h1')

function modelOf(hash: string): ModelInfo {
  return {
    path: '/models/tiny',
    name: 'tiny',
    stamp: `files of ${hash}`,
    identity: { modelHash: hash, modelHashes: { configAndWeights: hash, files: {} } },
    shape,
  } as unknown as ModelInfo
}

function detailOf(config: RunConfig | null, change: Partial<RunSummary> = {}, hash = 'h1'): RunDetail {
  const summary = {
    id: 'run-1',
    number: 1,
    name: 'Run 1',
    method: config?.method ?? 'import',
    model: config?.model ?? '',
    modelName: 'tiny',
    promptsName: config?.prompts.name ?? '',
    promptCount: config?.prompts.rows.length ?? 0,
    ...change,
  } as RunSummary
  const provenance = config ? { modelHash: hash } : null
  return { summary, config, shape, provenance } as RunDetail
}

function formOf(config: RunConfig | null, change: Partial<NextRun> = {}): NextRun {
  const runName = (id: string) => `Run ${id}`
  return { model, prompts: config?.prompts ?? prompts, config, runName, ...change }
}

describe('what a run on screen belongs to', () => {
  it('is named by run, model and prompts, whatever the form holds', () => {
    expect(ownerOf(detailOf(acdc, { number: 8, name: 'first try' }).summary)).toEqual({
      run: 'Run 8 · first try',
      method: 'ACDC',
      model: 'tiny',
      prompts: 'pronoun, 2 prompts',
    })
    expect(ownerOf(detailOf(null, { modelName: '12 layers, 12 heads' }).summary)).toMatchObject({
      model: '12 layers, 12 heads, as its file says',
      prompts: 'no prompts',
    })
  })

  it('does not differ from the form that would start it again', () => {
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc }))).toEqual([])
    const renamed = { ...prompts, name: 'another name' }
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, prompts: renamed }))).toEqual([])
  })

  it('differs where another model is open, or where the files of the same one changed', () => {
    const other = { ...modelOf('h2'), path: '/models/other', name: 'other' }
    expect(differencesOf(detailOf(acdc), formOf(acdc, { model: other }))).toEqual([
      { kind: 'model', what: 'model', here: 'tiny', form: 'other' },
    ])
    expect(differencesOf(detailOf(acdc), formOf(acdc, { model: modelOf('h2') }))).toEqual([
      {
        kind: 'model',
        what: 'model',
        here: 'tiny, from other files',
        form: 'changed since: config.json or the weights',
      },
    ])
    expect(differencesOf(detailOf(acdc), formOf(null, { model: null }))).toEqual([
      { kind: 'model', what: 'model', here: 'tiny', form: 'none is open' },
    ])
  })

  it('is of the same model where only the path differs', () => {
    const elsewhere = { ...model, path: '/mnt/tiny' }
    expect(isOfModel(detailOf(acdc), elsewhere)).toBe(true)
    expect(
      differencesOf(detailOf(acdc), formOf({ ...acdc, model: '/mnt/tiny' }, { model: elsewhere })),
    ).toEqual([])
  })

  it('differs where prompts were edited since, saying how much', () => {
    const [first, second] = prompts.rows
    const edited = { ...prompts, rows: [{ ...first, clean: 'Lucy' }, second] }
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, prompts: edited }))).toEqual([
      { kind: 'prompts', what: 'prompts', here: 'pronoun, 2 prompts', form: 'edited since, in 1 row' },
    ])
    const longer = { ...prompts, rows: [...prompts.rows, first] }
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, prompts: longer }))).toMatchObject([
      { here: 'pronoun, 2 prompts', form: 'pronoun, 3 prompts' },
    ])
    const withBos = { ...prompts, bos: 'yes' as const }
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, prompts: withBos }))).toMatchObject([
      { form: 'another choice for the beginning-of-text token' },
    ])
    const typed = { ...prompts, answerReading: 'typed' as const }
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, prompts: typed }))).toMatchObject([
      { form: 'another reading of the answers' },
    ])
    const split = { ...prompts, split: { seed: 0, heldOut: 0.5, by: 'row' as const } }
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, prompts: split }))).toMatchObject([
      { form: 'another split of the rows' },
    ])
  })

  it('differs in each setting by its name', () => {
    const form: RunConfig = {
      ...acdc,
      metric: 'logit_diff',
      threshold: 0.5,
      order: 'heads-ascending',
      absolute: true,
    }
    expect(
      differencesOf(detailOf(acdc), formOf(form)).map(({ what, here, form: there }) => [what, here, there]),
    ).toEqual([
      ['metric', 'KL', 'logit difference'],
      ['threshold', '0.02', '0.5'],
      ['order of the tests', 'as the reference does', 'by head, 0 to last'],
      ['cut by', 'harm', '|harm|'],
    ])
    expect(differencesOf(detailOf(acdc), formOf({ ...acdc, threshold: NaN }))).toMatchObject([
      { what: 'threshold', form: 'not a number' },
    ])
  })

  it('takes what an older program left out of a configuration as its default', () => {
    const { order: _order, absolute: _absolute, ...old } = acdc
    expect(differencesOf(detailOf(old as AcdcConfig), formOf({ ...acdc, ablation: 'resample' }))).toEqual([])
    expect(differencesOf(detailOf(old as AcdcConfig), formOf({ ...acdc, ablation: 'zero' }))).toMatchObject([
      { what: 'ablation', here: 'resample', form: 'zero' },
    ])
  })

  it('compares the metric of an order by |EAP| only where both use that order, by default the run’s own', () => {
    const byEap: AcdcConfig = { ...acdc, metric: 'nll', order: 'eap' }
    expect(differencesOf(detailOf(byEap), formOf({ ...byEap, orderMetric: 'nll' }))).toEqual([])
    expect(differencesOf(detailOf(byEap), formOf({ ...byEap, orderMetric: 'logit_diff' }))).toMatchObject([
      { what: 'metric of the order', here: 'NLL', form: 'logit difference' },
    ])
    const inOtherOrder = differencesOf(detailOf(byEap), formOf({ ...byEap, order: 'reference' }))
    expect(inOtherOrder.map(({ what }) => what)).toEqual(['order of the tests'])
  })

  it('is compared with the form of another method in the choices both have', () => {
    const eap: RunConfig = { ...acdc, method: 'eap', direction: 'denoising', igSteps: 0, metric: 'nll' }
    const edges: RunConfig = {
      ...eap,
      method: 'edges',
      direction: 'noising',
      select: { kind: 'all' },
      mlps: 'frozen',
    }
    expect(differencesOf(detailOf(eap), formOf(edges)).map(({ what }) => what)).toEqual([
      'method',
      'direction',
    ])
  })

  it('counts, as a workflow, as a run of the method of each stage that shows it', () => {
    const workflow: RunConfig = {
      ...acdc,
      method: 'workflow',
      direction: 'noising',
      top: 20,
      metric: 'logit_diff',
    }
    const common = { model: acdc.model, prompts, metric: 'logit_diff' as const }
    const screen: RunConfig = {
      ...common,
      method: 'attribution',
      direction: 'noising',
      sites: ['heads'],
      variant: 'atp',
    }
    expect(differencesOf(detailOf(workflow), formOf(screen))).toEqual([])
    const judge: RunConfig = {
      ...common,
      method: 'evaluate',
      circuit: { runId: 'run-9' },
      top: [],
      by: 'absolute',
    }
    expect(differencesOf(detailOf(workflow), formOf(judge))).toEqual([
      { kind: 'setting', what: 'circuit', here: 'Run run-1', form: 'Run run-9' },
    ])
    // A judgement without an ablation uses that of its circuit.
    const own = formOf({ ...judge, circuit: { runId: 'run-1' } })
    expect(differencesOf(detailOf({ ...workflow, ablation: 'mean' }), own)).toEqual([])
  })

  it('differs in its edges where they join other sites than the selected ones', () => {
    const list = (edges: string[]): RunConfig => ({
      ...acdc,
      method: 'edges',
      direction: 'noising',
      mlps: 'frozen',
      select: { kind: 'list', edges },
    })
    const run = detailOf(list(['a0.h0->m1', 'm1->logits']))
    expect(differencesOf(run, formOf(list(['m1->logits', 'a0.h0->m1'])))).toEqual([])
    expect(differencesOf(run, formOf(list(['m1->logits', 'input->m1'])))).toMatchObject([
      { what: 'edges', here: '2 chosen edges', form: 'others, 2 chosen edges' },
    ])
  })
})

describe('an imported circuit', () => {
  it('names both graphs where its own differs from that of the open model', () => {
    const gpt2 = {
      ...detailOf(null, { modelName: '12 layers, 12 heads' }),
      shape: { ...shape, layers: 12, heads: 12 },
    }
    expect(isOfModel(gpt2, model)).toBe(false)
    expect(differencesOf(gpt2, formOf(acdc))).toEqual([
      {
        kind: 'model',
        what: 'model',
        here: '12 layers of 12 heads',
        form: 'tiny: 2 layers of 4 heads',
      },
    ])
  })

  it('belongs to the open model where the graphs are the same, unless its file names another', () => {
    expect(differencesOf(detailOf(null, { modelName: '2 layers, 4 heads' }), formOf(acdc))).toEqual([])
    expect(differencesOf(detailOf(null, { modelName: 'tiny' }), formOf(acdc))).toEqual([])
    expect(differencesOf(detailOf(null, { modelName: 'mini' }), formOf(acdc))).toMatchObject([
      { kind: 'model', here: 'mini, as its file says', form: 'tiny' },
    ])
  })
})
