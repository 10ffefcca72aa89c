import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES } from '../../testing/fixtures'
import { modelVariant, type Variant } from '../../testing/model-variants'
import { openModel } from './open-model'

const MODELS = ['architectures/gpt2', 'architectures/llama', 'architectures/gpt_neox-parallel']

async function opened(model: string, variant: Variant) {
  const { config, loadWeights } = await openModel(modelVariant(path.join(FIXTURES, model), variant))
  return { config, weights: await loadWeights() }
}

describe.each(MODELS)('the same model however they are stored: %s', (model) => {
  const cases: [string, Variant, Variant][] = [
    ['in F64', { dtype: 'F64' }, {}],
    ['in F16', { dtype: 'F16' }, { roundedTo: 'F16' }],
    ['in BF16', { dtype: 'BF16' }, { roundedTo: 'BF16' }],
    ['in three files with an index', { shards: 3 }, {}],
    ['in BF16 in two files', { shards: 2, dtype: 'BF16' }, { roundedTo: 'BF16' }],
    ['one of several files, opened directly', { shards: 2, fileName: 'is a shard' }, {}],
    ['a file of another name, opened directly', { fileName: 'weights.safetensors' }, {}],
    ['without the base prefix', { prefix: 'bare' }, {}],
    ['with the prefix of DataParallel', { prefix: 'module.' }, {}],
    ['with the prefix of torch.compile', { prefix: '_orig_mod.' }, {}],
    ['with a tied head that is stored as well', { head: 'stored' }, { head: 'tied' }],
    ['with an untied head that is the embedding', { head: 'untied' }, { head: 'tied' }],
    ['with the older config', { config: 'older' }, {}],
  ]
  it.each(cases)('%s', async (_, variant, plain) => {
    expect(await opened(model, variant)).toEqual(await opened(model, plain))
  })
})
