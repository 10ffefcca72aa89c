import { describe, expect, it } from 'vitest'
import type { ModelInfo, RunConfig } from '../../contract'
import type { MethodRun } from './run-store'
import { knownRun } from './known-run'

describe('an earlier run', () => {
  const config: RunConfig = {
    method: 'edges',
    model: '/tiny',
    prompts: { name: 'p', bos: 'no', rows: [] },
    metric: 'kl',
    direction: 'noising',
    select: { kind: 'into', receiver: 'logits' },
    mlps: 'frozen',
  }
  const runOf = (own: RunConfig, modelHash = 'h1') =>
    ({
      summary: { id: 'r', state: 'done', method: own.method },
      detail: { config: own, provenance: { modelHash }, summary: { method: own.method } },
    }) as unknown as MethodRun
  const model = {
    path: '/tiny',
    stamp: 'of its files',
    identity: { modelHash: 'h1', modelHashes: { configAndWeights: 'h1', files: {} } },
  } as unknown as ModelInfo

  it('answers the same question on the same model only', () => {
    expect(knownRun([runOf(config)], { ...config }, model)).toBe('r')
    expect(knownRun([runOf(config)], { ...config, mlps: 'recomputed' }, model)).toBeNull()
    expect(knownRun([runOf(config, 'before the weights were changed')], config, model)).toBeNull()
  })
})
