import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../contract'
import { FIXTURES } from '../../testing/fixtures'
import { temporaryFolder } from '../../testing/model-folder'
import { modelVariant } from '../../testing/model-variants'
import { findModelFiles } from './model-files'

const INDEX = 'model.safetensors.index.json'
const GPT2 = path.join(FIXTURES, 'architectures/gpt2')

type Make = (folder: string) => string
const holding =
  (...names: string[]): Make =>
  (folder) => {
    for (const name of names) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), '{}')
    }
    return folder
  }
/** The last of the files is opened. */
const opening =
  (...names: string[]): Make =>
  (folder) =>
    path.join(holding(...names)(folder), names.at(-1)!)

/** '@' in the expected sentence is the folder made. */
function itRefuses(cases: [string, Make, string][]): void {
  it.each(cases)('%s', (_, make, message) => {
    const folder = temporaryFolder()
    const opened = make(folder)
    expect(() => findModelFiles(opened)).toThrow(
      new PatchbayError('bad-input', message.replaceAll('@', folder)),
    )
  })
}

// Each recipe was run with Python 3.11 (torch 2.13, transformers 5.18, safetensors 0.8, peft 0.21) on a small model.
describe('pickles, with what converts them', () => {
  const never = 'a pickle file can run code when it is read, so it is never opened; convert it in Python: '
  const byTransformers =
    'from transformers import AutoModelForCausalLM as M; M.from_pretrained("@").save_pretrained("@")'
  const byTorch = (name: string) =>
    `import torch, safetensors.torch as s; d = torch.load("@/${name}", map_location="cpu", weights_only=True); ` +
    'n = lambda v: isinstance(v, dict) and sum(map(torch.is_tensor, v.values())); ' +
    'd = next((d[k] for k in ("model_state_dict", "state_dict", "model") if k in d), max([d, *d.values()], key=n)); ' +
    's.save_file({k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, "@/model.safetensors")'
  const config =
    "; then put the model's config.json beside it (of a TransformerLens model: " +
    'json.dump({k: v for k, v in model.cfg.to_dict().items() if not callable(v)}, FILE, default=str))'
  itRefuses([
    [
      'of transformers',
      holding('config.json', 'optimizer.pt', 'pytorch_model.bin', 'training_args.bin'),
      `@/pytorch_model.bin: ${never}${byTransformers}.`,
    ],
    [
      'of transformers, in parts',
      holding('config.json', 'pytorch_model-00001-of-00002.bin', 'pytorch_model.bin.index.json'),
      `@/pytorch_model-00001-of-00002.bin: ${never}${byTransformers}.`,
    ],
    [
      'the index of such parts',
      opening('pytorch_model-00001-of-00002.bin', 'pytorch_model.bin.index.json'),
      `@/pytorch_model.bin.index.json: ${never}${byTransformers}.`,
    ],
    [
      'of TransformerLens, with its config.json',
      holding('config.json', 'model_final.pth'),
      `@/model_final.pth: ${never}${byTorch('model_final.pth')}.`,
    ],
    ['a state_dict', opening('gelu.pt'), `@/gelu.pt: ${never}${byTorch('gelu.pt')}${config}.`],
    ['a checkpoint', opening('config.json', 'a.CKPT'), `@/a.CKPT: ${never}${byTorch('a.CKPT')}.`],
  ])
})

describe('other formats', () => {
  itRefuses([
    [
      'GGUF',
      opening('m.gguf'),
      '@/m.gguf: GGUF weights are not read; open the original model as safetensors.',
    ],
    [
      'only what training leaves',
      holding('optimizer.pt'),
      '@ is not a model folder: it holds no model.safetensors.',
    ],
  ])
})

describe('adapters', () => {
  const merge =
    'merge it first, in Python: from peft import AutoPeftModelForCausalLM as M; ' +
    'M.from_pretrained("@").merge_and_unload().save_pretrained("MERGED"), and open MERGED'
  const changes = 'which changes a model and is not one'
  itRefuses([
    [
      'by themselves',
      holding('adapter_config.json', 'adapter_model.safetensors'),
      `@ holds an adapter (adapter_config.json), ${changes}; ${merge}.`,
    ],
    [
      'opened as a file',
      opening('config.json', 'adapter_model.safetensors'),
      `@ holds an adapter (adapter_model.safetensors), ${changes}; ${merge}.`,
    ],
    [
      'as a pickle',
      holding('adapter_model.bin'),
      `@ holds an adapter (adapter_model.bin), ${changes}; ${merge}.`,
    ],
    [
      'beside a model',
      holding('adapter_config.json', 'config.json', 'model.safetensors'),
      `@ holds an adapter (adapter_config.json), ${changes}; ${merge}; or open @/model.safetensors for the model without it.`,
    ],
  ])

  it('are left out where the model is opened by its file', () => {
    const folder = holding('adapter_config.json', 'config.json', 'model.safetensors')(temporaryFolder())
    expect(findModelFiles(path.join(folder, 'model.safetensors')).weightFiles).toHaveLength(1)
  })
})

describe('parts of a model', () => {
  const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']
  const isPart = (n: number) => `is part ${n} of 2 of a model, and no ${INDEX} that names it is beside it`
  const mend = 'put that file and all parts into one folder, and open the folder.'
  itRefuses([
    ['alone', holding('config.json', one), `@/${one} ${isPart(1)}; ${mend}`],
    ['without an index', holding('config.json', one, two), `@/${one} ${isPart(1)}; ${mend}`],
    ['opened without an index', opening('config.json', one, two), `@/${two} ${isPart(2)}; ${mend}`],
    [
      'of a variant',
      opening('config.json', 'model-00001-of-00002.fp16.safetensors'),
      `@/model-00001-of-00002.fp16.safetensors ${isPart(1)}; ${mend}`,
    ],
    [
      'two models',
      holding('config.json', 'a.safetensors', 'b.safetensors'),
      `@ holds 2 .safetensors files and no ${INDEX}; open one of the files.`,
    ],
  ])

  it('that the index beside them does not name', () => {
    const folder = modelVariant(GPT2, { shards: 2 })
    const file = path.join(folder, 'model-00003-of-00003.safetensors')
    writeFileSync(file, '')
    expect(() => findModelFiles(file)).toThrow(`${file} is part 3 of 3 of a model, and no ${INDEX}`)
  })

  it('are found by an index of a variant', () => {
    const folder = holding('config.json')(temporaryFolder())
    const shard = 'model.fp16-00001-of-00001.safetensors'
    const index = path.join(folder, 'model.safetensors.index.fp16.json')
    writeFileSync(index, JSON.stringify({ weight_map: { a: shard } }))
    for (const opened of [folder, index]) {
      expect(findModelFiles(opened)).toMatchObject({
        name: path.basename(folder),
        weights: { kind: 'index', path: index },
        weightFiles: [path.join(folder, shard)],
      })
    }
  })

  it('of which there is one are a whole model', () => {
    const file = opening('config.json', 'model-00001-of-00001.safetensors')(temporaryFolder())
    expect(findModelFiles(path.dirname(file)).weights).toEqual({ kind: 'file', path: file })
  })
})

describe('folders without a model', () => {
  itRefuses([
    [
      'with one further down',
      holding('refs/main', 'snapshots/abc/model.safetensors'),
      '@ is not a model folder: it holds no model.safetensors, but @/snapshots/abc does; open that folder.',
    ],
    ['with nothing further down', holding('a/b'), '@ is not a model folder: it holds no model.safetensors.'],
  ])
})
