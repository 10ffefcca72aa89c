import { describe, expect, it } from 'vitest'
import { changedFixture, openedModel, refusalOf } from '../../../testing/changed-models'
import type { VariantTensor } from '../../../testing/model-variants'

describe('OPT with an embedding of another width', () => {
  const width = 5
  const random = (rows: number, columns: number, seed: number): VariantTensor => ({
    shape: [rows, columns],
    data: Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(seed + i)),
  })
  const parts = { embed: random(78, width, 1), into: random(32, width, 2), outOf: random(width, 32, 3) }
  const folderOf = () =>
    changedFixture('opt', { word_embed_proj_dim: width }, (name, tensor) =>
      name === 'model.decoder.embed_tokens.weight'
        ? [
            [name, parts.embed],
            ['model.decoder.project_in.weight', parts.into],
            ['model.decoder.project_out.weight', parts.outOf],
          ]
        : [[name, tensor]],
    )

  it('multiplies what is between embedding and stream into both ends', async () => {
    const { weights } = await openedModel(folderOf())
    const sum = (term: (i: number) => number) => [0, 1, 2, 3, 4].reduce((total, i) => total + term(i), 0)
    for (const [token, column] of [
      [0, 0],
      [3, 31],
      [77, 12],
    ]) {
      const embedded = (i: number) => parts.embed.data[token * width + i]
      const at = token * 32 + column
      expect(weights.embed.data[at]).toBe(
        Math.fround(sum((i) => embedded(i) * parts.into.data[column * width + i])),
      )
      expect(weights.unembed.data[at]).toBe(
        Math.fround(sum((i) => embedded(i) * parts.outOf.data[i * 32 + column])),
      )
    }
    expect([weights.embed.dims, weights.unembed.dims]).toEqual([
      [78, 32],
      [78, 32],
    ])
  })

  it('needs the matrices', async () => {
    expect(await refusalOf(changedFixture('opt', { word_embed_proj_dim: 5 }))).toBe(
      'model.safetensors: tensor "model.decoder.embed_tokens.weight" has shape [78, 32], but config.json asks for [78, 5] (word_embed_proj_dim 5).',
    )
  })
})
