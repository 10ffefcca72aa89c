import { expect, it } from 'vitest'
import type { CertificateSummary, RunConfig, RunDetail } from '../../contract'
import { drawnRun, TINY_SHAPE } from '../../testing/drawn-runs'
import { describeRun } from './describe-run'
import { briefFacts } from './description'

function paused(certificate: CertificateSummary | null): RunDetail {
  const run = drawnRun(TINY_SHAPE, 5)
  const config = {
    ...{ method: 'acdc', model: '/tiny', prompts: { name: 'pronoun', bos: 'no', rows: [] } },
    ...{ metric: 'kl', threshold: 0.02, order: 'heads-ascending', absolute: true, ablation: 'resample' },
  } as unknown as RunConfig
  const summary = {
    ...run.summary,
    ...{ state: 'paused' as const, modelName: 'tiny', promptsName: 'pronoun', promptCount: 6 },
    ...{ edgesDecided: 7, edgesKept: 2, threshold: 0.02, certificate },
  }
  return { ...run, summary, config }
}

const CERTIFIED: CertificateSummary = { verdict: 'certified', text: 'Certified.' }

it('names run, counts, model, prompts and every choice that is not the ordinary one', () => {
  const description = describeRun(paused(CERTIFIED))
  expect(description.title).toBe('Run 3 · ACDC · 2 kept, 103 undecided of 110 edges (paused)')
  expect(briefFacts(description)).toEqual([
    'model tiny (certified)',
    'prompts pronoun, 6 prompts',
    'metric KL',
    'threshold 0.02',
    'order heads-ascending',
    'absolute yes',
    'KL of the circuit 0.2000',
    'faithfulness 90.0 %',
    'stability not measured',
  ])
  expect(description.notes).toEqual([])
})

it('says of a model that is not certified why', () => {
  const text = `Model not certified. config.json has ${'unknown_key, '.repeat(20)}`
  const description = describeRun(paused({ verdict: 'uncertified', text }))
  expect(briefFacts(description)[0]).toBe('model tiny (not certified)')
  expect(description.notes).toEqual([text])
})
