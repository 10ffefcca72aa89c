import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DESCRIPTIONS, VARIABLES } from '../engine/datasets/generators/words/code-words'
import { writeSafetensors, type Tensor } from '../samples/plain-safetensors'
import { uniforms } from './random-numbers'

/** The shape of the model in which the docstring circuit was found; all else is small. */
const SHAPE = { n_layers: 4, n_heads: 8, d_model: 32, d_head: 4 }
const CODE = ['def', 'self', '(', ',', '):', '"""', ':', 'param', '<unk>', '<bos>']
const VOCABULARY = [...CODE, ...new Set([...VARIABLES, ...DESCRIPTIONS])].filter(
  (word, at, all) => all.indexOf(word) === at,
)

/** A random model of that shape with a vocabulary of whole words, in the files that a repository of the hub has. */
export function writeDocstringModel(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, value: object) => writeFileSync(path.join(folder, name), JSON.stringify(value))
  write('config.json', {
    model_type: 'attn_only',
    architectures: ['AttnOnlyTransformer'],
    ...SHAPE,
    d_vocab: VOCABULARY.length,
    n_ctx: 64,
    normalization_type: null,
    positional_embedding_type: 'standard',
    attn_only: true,
  })
  write('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    unk_token: '<unk>',
    bos_token: '<bos>',
  })
  write('tokenizer.json', {
    added_tokens: [],
    pre_tokenizer: { type: 'Whitespace' },
    model: {
      type: 'WordLevel',
      unk_token: '<unk>',
      vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
    },
  })
  writeFileSync(path.join(folder, 'model.safetensors'), writeSafetensors(weights()))
}

function weights(): Map<string, Tensor> {
  const { n_layers: layers, n_heads: heads, d_model: dModel, d_head: dHead } = SHAPE
  const uniform = uniforms(11)
  const random = (scale: number, ...shape: number[]): Tensor => ({
    shape,
    data: Float64Array.from(
      { length: shape.reduce((a, b) => a * b) },
      () => scale * 3.46 * (uniform() - 0.5),
    ),
  })
  const tensors = new Map([
    ['embed.W_E', random(1, VOCABULARY.length, dModel)],
    ['pos_embed.W_pos', random(0.3, 64, dModel)],
    ['unembed.W_U', random(0.3, dModel, VOCABULARY.length)],
    ['unembed.b_U', random(0, VOCABULARY.length)],
  ])
  for (let layer = 0; layer < layers; layer++) {
    const name = (weight: string) => `blocks.${layer}.attn.${weight}`
    for (const input of ['Q', 'K', 'V']) {
      tensors.set(name(`W_${input}`), random(0.2, heads, dModel, dHead))
      tensors.set(name(`b_${input}`), random(0, heads, dHead))
    }
    tensors.set(name('W_O'), random(0.3, heads, dHead, dModel))
    tensors.set(name('b_O'), random(0, dModel))
  }
  return tensors
}
