import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES } from '../../../testing/fixtures'
import { modelVariant, renamedTensors, type Variant } from '../../../testing/model-variants'
import { openModel } from '../open-model'
import { heldWeights } from '../../../testing/held-weights'

const LLAMA = path.join(FIXTURES, 'llama-tiny')

describe('names that training programs wrap', () => {
  const opened = async (variant: Variant) => {
    const { info, loadWeights } = await openModel(modelVariant(LLAMA, variant))
    return [info.warnings, heldWeights(await loadWeights())]
  }

  it.each([{ prefix: 'module.' }, { prefix: '_orig_mod.' }, { prefix: 'module.', shards: 2 }] as Variant[])(
    '%j',
    async (variant) => {
      expect(await opened(variant)).toEqual(await opened({}))
    },
  )

  it.each<[string, (name: string) => string]>([
    ['both', (name) => `_orig_mod.module.${name}`],
    ['twice', (name) => `module.module.${name}`],
    ['without the base prefix', (name) => `module._orig_mod.${name.replace('model.', '')}`],
    ['within', (name) => name.replace('self_attn.', '_fsdp_wrapped_module.self_attn._orig_mod.')],
  ])('%s', async (_, wrap) => {
    const model = await openModel(renamedTensors(LLAMA, (name) => [wrap(name)]))
    expect(heldWeights(await model.loadWeights())).toEqual((await opened({}))[1])
  })

  it('which are there without as well', async () => {
    const folder = renamedTensors(LLAMA, (name) =>
      name === 'model.norm.weight' ? [name, `module.${name}`] : [name],
    )
    await expect(openModel(folder)).rejects.toThrow(
      'model.safetensors: tensors "model.norm.weight" and "module.model.norm.weight" are the same one, once wrapped and once not; delete one of them.',
    )
  })
})
