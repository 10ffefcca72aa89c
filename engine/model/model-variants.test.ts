import { createHash } from 'node:crypto'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES } from '../../testing/fixtures'
import { modelVariant, readTensors, type Variant, type VariantTensor } from '../../testing/model-variants'
import { architectureNames } from '../../testing/reference-tasks'
import { openModel } from './open-model'
import type { WeightTensor } from './transformer'
import { heldWeights, type Held } from '../../testing/held-weights'

const folder = path.join(FIXTURES, 'architectures')

async function opened(model: string, variant: Variant) {
  const { config, info, loadWeights } = await openModel(modelVariant(path.join(folder, model), variant))
  const weights = heldWeights(await loadWeights())
  return { config, parameters: info.parameterCount, embed: weights.embed, digests: digestsOf(weights) }
}

/** Shape and bytes of every tensor, in the order of the object. */
function digestsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)]
  if (!('data' in value)) return Object.values(value).flatMap(digestsOf)
  const { dims, data } = value as Held<WeightTensor>
  return [`${dims.join(' ')}: ${createHash('sha1').update(data).digest('hex')}`]
}

/** As the file has it: an OPT whose embedding is projected keeps it in another width than the stream's. */
function storedHead(model: string): VariantTensor {
  const file = path.join(modelVariant(path.join(folder, model), { head: 'untied' }), 'model.safetensors')
  return [...readTensors(file)].find(([name]) => /^(lm_head|embed_out)\.weight$/.test(name))![1]
}

describe.each(architectureNames())('the same model however it is stored: %s', (model) => {
  /** Opened once: many ways of storing a model are compared with the same one. */
  const known = new Map<string, ReturnType<typeof opened>>()
  const plainly = (variant: Variant): ReturnType<typeof opened> => {
    const key = JSON.stringify(variant)
    const found = known.get(key) ?? opened(model, variant)
    known.set(key, found)
    return found
  }

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
    ['with the older config', { config: 'older' }, {}],
  ]
  it.each(cases)('%s', async (_, variant, plain) => {
    const { embed: _embed, ...other } = await plainly(plain)
    expect(await opened(model, variant)).toMatchObject(other)
  })

  it('with an untied head that is the embedding', async () => {
    const [untied, tied] = [await opened(model, { head: 'untied' }), await plainly({ head: 'tied' })]
    expect(untied.digests).toEqual(tied.digests)
    expect(untied.parameters - tied.parameters).toBe(storedHead(model).data.length)
  })
})
