import { describe, expect, it } from 'vitest'
import { neededFiles } from './needed-files'

const WITHOUT_TEXTS = 'There is no tokenizer.json: prompts and answers must be token ids.'

/** What is fetched of a repository with these files. */
function needed(...paths: string[]) {
  const files = paths.map((path) => ({
    path,
    bytes: 1,
    hash: { kind: 'sha256' as const, hex: 'a'.repeat(64) },
  }))
  const { files: chosen, notes, problem } = neededFiles(files, null)
  return { chosen: chosen.map(({ path }) => path), notes, problem }
}

describe('of a repository is fetched', () => {
  it('one set of weights, with config and tokenizer, and nothing else', () => {
    const others = [
      'README.md',
      '.gitattributes',
      'generation_config.json',
      'pytorch_model.bin',
      'tf_model.h5',
    ]
    const all = [
      ...others,
      'config.json',
      'model.safetensors',
      'onnx/model.onnx',
      'tokenizer.json',
      'vocab.json',
      'merges.txt',
    ]
    expect(needed(...all).chosen).toEqual(['config.json', 'tokenizer.json', 'model.safetensors'])
  })

  it('the older tokenizer files where there is no tokenizer.json', () => {
    const { chosen } = needed(
      'config.json',
      'model.safetensors',
      'merges.txt',
      'vocab.json',
      'special_tokens_map.json',
    )
    expect(chosen).toEqual([
      'config.json',
      'vocab.json',
      'merges.txt',
      'special_tokens_map.json',
      'model.safetensors',
    ])
  })

  it('a tokenizer that is not read, so that it can be converted, and it is said what that means', () => {
    const files = ['config.json', 'tokenizer_config.json', 'tokenizer.model', 'model.safetensors']
    expect(needed(...files)).toEqual({ chosen: files, notes: [WITHOUT_TEXTS], problem: null })
    expect(needed('tokenizer.json', ...files)).toEqual({
      chosen: ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'],
      notes: [],
      problem: null,
    })
  })

  it('the only .safetensors file, whatever its name', () => {
    expect(needed('config.json', 'pythia.safetensors').chosen).toEqual(['config.json', 'pythia.safetensors'])
  })

  it('an ONNX export with its external data where there are no safetensors, the full precision first', () => {
    const { chosen, notes } = needed(
      'config.json',
      'onnx/model_fp16.onnx',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model.onnx_data_1',
      'onnx/model_fp16.onnx_data',
    )
    expect(chosen).toEqual([
      'config.json',
      'onnx/model.onnx_data',
      'onnx/model.onnx_data_1',
      'onnx/model.onnx',
    ])
    expect(notes).toEqual([
      'There are no safetensors files: the ONNX export onnx/model.onnx is fetched.',
      WITHOUT_TEXTS,
    ])
    expect(needed('genai_config.json', 'model.onnx', 'model.onnx.data').chosen).toEqual([
      'genai_config.json',
      'model.onnx.data',
      'model.onnx',
    ])
  })
})

it('settings of an ONNX export are those beside it, where there are any', () => {
  const above = ['config.json', 'tokenizer.json']
  const beside = ['onnx/config.json', 'onnx/vocab.json', 'onnx/merges.txt', 'onnx/model.onnx']
  expect(needed(...above, ...beside).chosen).toEqual(beside)
  expect(needed(...above, 'onnx/genai_config.json', 'onnx/model.onnx').chosen).toEqual([
    ...above,
    'onnx/genai_config.json',
    'onnx/model.onnx',
  ])
})

it('a repository without weights that are read says what it has', () => {
  expect(needed('config.json', 'pytorch_model.bin').problem).toBe(
    'it has neither .safetensors nor .onnx files, only pytorch_model.bin',
  )
  expect(needed('config.json', 'cpu/int4/model.onnx').problem).toBe(
    'its weights are in folders of their own (cpu/int4/model.onnx); fetch the one you want and open it',
  )
  expect(needed('README.md').problem).toBe('it has neither .safetensors nor .onnx files')
  expect(needed('model.safetensors').problem).toBe('it has no config.json')
  expect(needed('config.json', 'a.safetensors', 'b.safetensors').problem).toBe(
    'it has several .safetensors files (a.safetensors, b.safetensors) and no model.safetensors.index.json',
  )
})
