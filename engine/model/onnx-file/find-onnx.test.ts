import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { findModelFiles } from '../model-files'

function holding(...names: string[]): string {
  const folder = path.join(temporaryFolder(), 'Model')
  for (const name of names) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), 'x')
  }
  return folder
}

describe('the .onnx file of a folder', () => {
  it.each([
    ['model.onnx', ['config.json', 'model.onnx', 'model.onnx.data']],
    ['decoder_model.onnx', ['config.json', 'decoder_with_past_model.onnx', 'decoder_model.onnx']],
    ['decoder_model_merged.onnx', ['decoder_with_past_model.onnx', 'decoder_model_merged.onnx']],
    ['only.onnx', ['config.json', 'only.onnx']],
    ['onnx/model.onnx', ['config.json', 'onnx/model.onnx', 'onnx/model_q4.onnx', 'onnx/model_fp16.onnx']],
    ['model.onnx', ['genai_config.json', 'model.onnx', 'model.onnx.data']],
    ['model.onnx', ['config.json', 'pytorch_model.bin', 'model.onnx']],
  ])('%s of %j', (expected, names) => {
    const folder = holding(...names)
    const { weights, name } = findModelFiles(folder)
    expect(weights).toEqual({ kind: 'onnx', path: path.join(folder, expected) })
    expect(name).toBe(expected === 'only.onnx' ? 'only' : 'Model')
  })

  it('is left where there are safetensors, and opened by its own path', () => {
    const folder = holding('config.json', 'model.safetensors', 'model.onnx')
    expect(findModelFiles(folder).weights.kind).toBe('file')
    expect(findModelFiles(path.join(folder, 'model.onnx')).weights.kind).toBe('onnx')
  })

  it('has its settings and tokenizer one folder up in exports for the browser', () => {
    const folder = holding('config.json', 'tokenizer.json', 'onnx/model_fp16.onnx', 'onnx/model_q4.onnx')
    const found = findModelFiles(path.join(folder, 'onnx', 'model_fp16.onnx'))
    expect(found).toMatchObject({ name: 'model_fp16', config: path.join(folder, 'config.json') })
    expect(found.tokenizer?.stored).toMatchObject({ path: path.join(folder, 'tokenizer.json') })
  })

  it('is asked for where there are several', () => {
    const folder = holding('config.json', 'onnx/model_fp16.onnx', 'onnx/model_q4.onnx')
    expect(() => findModelFiles(folder)).toThrow(
      `${folder}/onnx holds 2 .onnx files (model_fp16.onnx, model_q4.onnx); open one of the files.`,
    )
  })
})
