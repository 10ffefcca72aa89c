import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../../contract'
import { temporaryFolder } from '../../../testing/model-folder'
import { tensorFile } from '../../../testing/model-variants'
import { readShards } from './shard-index'

const part = (...names: string[]) =>
  tensorFile(new Map(names.map((name) => [name, { shape: [1], data: Float32Array.of(1) }])))
const INDEX = 'model.safetensors.index.json'
const [ONE, TWO] = ['model-1.safetensors', 'model-2.safetensors']

/** model-1 has a and b, model-2 has c; `value` is the index. */
function indexed(value: unknown): string {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, ONE), part('a', 'b'))
  writeFileSync(path.join(folder, TWO), part('c'))
  const file = path.join(folder, INDEX)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}

const files = (index: string) =>
  [...readShards(index)].map(([name, { filePath }]) => [name, path.basename(filePath)])

describe('several files', () => {
  const whole = { c: TWO, b: ONE, a: ONE }

  it('are read as one, in the order of the index', () => {
    expect(files(indexed({ weight_map: whole }))).toEqual(Object.entries(whole))
  })

  it('whose total_size is another are read all the same', () => {
    expect(files(indexed({ metadata: { total_size: 1 }, weight_map: whole }))).toHaveLength(3)
  })

  it('may have tensors that the index does not name, which count as well', () => {
    expect(files(indexed({ weight_map: { c: TWO, a: ONE } }))).toEqual([
      ['c', TWO],
      ['a', ONE],
      ['b', ONE],
    ])
  })
})

describe('indexes that are refused', () => {
  const again = 'it may be cut off: download it again.'
  const cases: [string, unknown, string][] = [
    ['empty', '', `${INDEX} is not valid JSON; ${again}`],
    ['a list', [], `${INDEX} must hold a JSON object ({...}).`],
    ['no map', {}, `${INDEX} has no weight_map.`],
    ['a map of nothing', { weight_map: {} }, `${INDEX} has an empty weight_map; ${again}`],
    [
      'a tensor twice',
      `{"weight_map": {"a": "${ONE}", "a": "${TWO}"}}`,
      `${INDEX} has the key "a" twice in "weight_map", and only one of them can count: delete the other.`,
    ],
    [
      'a tensor that no file has',
      { weight_map: { a: ONE, d: TWO } },
      `${TWO}: tensor "d" is not there, although ${INDEX} says so (no file that it names has it); download the model again.`,
    ],
    [
      'a tensor in another file',
      { weight_map: { a: ONE, b: TWO } },
      `${TWO}: tensor "b" is not there, although ${INDEX} says so (it is in ${ONE}); download the model again.`,
    ],
    [
      'a way out of the folder',
      { weight_map: { a: '../../x.safetensors' } },
      `${INDEX}: tensor "a" is not in a .safetensors file beside it.`,
    ],
    [
      'a pickle',
      { weight_map: { a: 'model.bin' } },
      `${INDEX}: tensor "a" is not in a .safetensors file beside it.`,
    ],
    ['not a name', { weight_map: { a: 7 } }, `${INDEX}: tensor "a" is not in a .safetensors file beside it.`],
    [
      'a missing file',
      { weight_map: { a: ONE, b: 'model-3.safetensors', c: 'model-3.safetensors' } },
      `model-3.safetensors is missing in FOLDER: ${INDEX} says that 2 tensors are in it; download it.`,
    ],
    [
      'missing files',
      { weight_map: Object.fromEntries([3, 4, 5, 6].map((n) => [`t${n}`, `model-${n}.safetensors`])) },
      `model-3.safetensors, model-4.safetensors, model-5.safetensors and 1 more are missing in FOLDER: ${INDEX} says that 4 tensors are in them; download them.`,
    ],
  ]
  it.each(cases)('%s', (_, value, message) => {
    const file = indexed(value)
    expect(() => readShards(file)).toThrow(
      new PatchbayError('bad-input', message.replace('FOLDER', path.dirname(file))),
    )
  })

  it('a tensor in two files', () => {
    const file = indexed({ weight_map: { a: ONE, c: TWO } })
    writeFileSync(path.join(path.dirname(file), TWO), part('a', 'c'))
    expect(() => readShards(file)).toThrow(
      `tensor "a" is in both ${ONE} and ${TWO}; files of two models are mixed: download the model again.`,
    )
  })

  it('a folder or an empty file where a part should be', () => {
    const file = indexed({ weight_map: { a: ONE, c: TWO } })
    const two = path.join(path.dirname(file), TWO)
    writeFileSync(two, '')
    expect(() => readShards(file)).toThrow(
      `${TWO}: not a safetensors file: it has only 0 bytes; download it again.`,
    )
    rmSync(two)
    mkdirSync(two)
    expect(() => readShards(file)).toThrow(`${two} is a folder where a file is expected.`)
  })
})
