import { chmodSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyModel, temporaryFolder } from '../../testing/model-folder'
import { sentenceOf } from '../../testing/refusals'
import { openModel } from './open-model'

function refusal(model: string): Promise<string> {
  return openModel(model).then(() => 'not refused', sentenceOf)
}

describe('paths that are not models', () => {
  type Make = (folder: string) => string
  const holding =
    (...names: string[]): Make =>
    (folder) => {
      for (const name of names) writeFileSync(path.join(folder, name), 'x')
      return folder
    }
  const file =
    (name: string): Make =>
    (folder) =>
      path.join(holding(name)(folder), name)
  /** '@' in the expected sentence stands for the folder made. */
  const cases: [string, Make, string][] = [
    ['nothing there', (folder) => path.join(folder, 'gone'), '@/gone does not exist; check the path.'],
    [
      'a path through a file',
      (folder) => path.join(file('a')(folder), 'b'),
      '@/a/b does not exist; check the path.',
    ],
    ['empty folder', holding(), '@ is not a model folder: it holds no model.safetensors.'],
    [
      'a text',
      file('README.md'),
      '@/README.md is not a model; open a .safetensors or .onnx file or the folder it is in.',
    ],
    [
      'no config.json',
      holding('model.safetensors'),
      "@ has weights but no config.json; put the model's config.json beside them.",
    ],
  ]
  it.each(cases)('%s', async (_, make, message) => {
    const folder = temporaryFolder()
    expect(await refusal(make(folder))).toBe(message.replace('@', folder))
  })

  it('a folder where the weights should be', async () => {
    const folder = copyModel('gpt2-tiny')
    rmSync(path.join(folder, 'model.safetensors'))
    mkdirSync(path.join(folder, 'model.safetensors'))
    expect(await refusal(folder)).toBe(`${folder}/model.safetensors is a folder where a file is expected.`)
  })

  it('config.json that is cut off', async () => {
    const folder = copyModel('gpt2-tiny')
    truncateSync(path.join(folder, 'config.json'), 100)
    expect(await refusal(folder)).toBe('config.json is not valid JSON; it may be cut off: download it again.')
  })

  it.each([
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      'is a Git LFS pointer, not the file itself; fetch it with "git lfs pull"',
    ],
    ['a web page', '<!DOCTYPE html><html>', 'is a web page; download the file itself'],
    [
      'NaN',
      '{"rms_norm_eps": NaN}',
      'has NaN or Infinity, which JSON does not have; write a number or null instead',
    ],
    [
      'infinity',
      '{"limits": [0, -Infinity]}',
      'has NaN or Infinity, which JSON does not have; write a number or null instead',
    ],
    [
      'UTF-16',
      Buffer.from('\ufeff{}', 'utf16le'),
      'is not text in UTF-8; save it as UTF-8, or download it again',
    ],
    [
      'Latin-1',
      Buffer.from('{"name": "caf\xe9"}', 'latin1'),
      'is not text in UTF-8; save it as UTF-8, or download it again',
    ],
  ])('config.json that is, or has, %s', async (_, content, what) => {
    const folder = copyModel('gpt2-tiny')
    writeFileSync(path.join(folder, 'config.json'), content)
    expect(await refusal(folder)).toBe(`config.json ${what}.`)
  })

  it('config.json that has a setting twice', async () => {
    const folder = copyModel('gpt2-tiny')
    const file = path.join(folder, 'config.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{"layer_norm_epsilon": 0.1,'))
    expect(await refusal(folder)).toBe(
      'config.json has the key "layer_norm_epsilon" twice, and only one of them can count: delete the other.',
    )
  })

  it('weights that are cut off', async () => {
    const folder = copyModel('gpt2-tiny')
    truncateSync(path.join(folder, 'model.safetensors'), 50_000)
    expect(await refusal(folder)).toMatch(
      /^model\.safetensors: tensor ".*" ends at byte \d+ of the data, but the file has only 47400; download it again\.$/,
    )
  })

  it('weights that change after opening', async () => {
    const folder = copyModel('gpt2-tiny')
    const { loadWeights } = await openModel(folder)
    const file = path.join(folder, 'model.safetensors')
    truncateSync(file, 50_000)
    await expect(loadWeights()).rejects.toThrow(
      'model.safetensors was changed while the model was open; open the model again.',
    )
    rmSync(file)
    await expect(loadWeights()).rejects.toThrow(`${file} does not exist; check the path.`)
  })
})

/** Root may read everything, so the tests step down for the moment. */
async function withoutPermission<T>(action: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid!(65534)
  try {
    return await action()
  } finally {
    if (isRoot) process.seteuid!(0)
  }
}

describe.skipIf(process.platform === 'win32')('permission denied', () => {
  it.each([
    ['folder', ''],
    ['config', 'config.json'],
    ['weights', 'model.safetensors'],
  ])('for the %s', async (_, name) => {
    const folder = copyModel('gpt2-tiny')
    chmodSync(folder, 0o755)
    chmodSync(path.join(folder, name), 0o000)
    const message = await withoutPermission(() => refusal(folder))
    chmodSync(path.join(folder, name), 0o755)
    const mend = 'cannot be read: permission denied; give your user read access to it.'
    expect(message).toBe(`${path.join(folder, name)} ${mend}`)
  })
})
