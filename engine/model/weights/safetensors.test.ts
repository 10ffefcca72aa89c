import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../../contract'
import { safetensorsBytes, temporaryFolder } from '../../../testing/model-folder'
import { readSafetensors } from './safetensors'
import { readTensor } from '../../../testing/held-weights'

function fileOf(bytes: Uint8Array | string): string {
  const file = path.join(temporaryFolder(), 'm.safetensors')
  writeFileSync(file, bytes)
  return file
}

const tensor = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
})
const huge = 2 ** 40

describe('hostile headers', () => {
  const cases: [string, Uint8Array | string, string][] = [
    ['empty file', '', 'not a safetensors file: it has only 0 bytes; download it again'],
    ['five bytes', 'hello', 'not a safetensors file: it has only 5 bytes; download it again'],
    [
      'any text',
      'hello, this is a poem about autumn',
      'not a safetensors file: its header would be 8367736964726416744 bytes long (the format allows 100 MB); download it again',
    ],
    [
      'header length of 2^64-1',
      Buffer.alloc(40, 255),
      'not a safetensors file: its header would be 18446744073709551615 bytes long (the format allows 100 MB); download it again',
    ],
    [
      'header beyond 100 MB',
      safetensorsBytes({}, 0, 100_000_001),
      'not a safetensors file: its header would be 100000001 bytes long (the format allows 100 MB); download it again',
    ],
    [
      'header longer than the file',
      safetensorsBytes({}, 0, 1000),
      'cut off or not a safetensors file: the header is 1000 bytes long but the file has only 10; download it again',
    ],
    [
      'torch.save',
      'PK\x03\x04..............',
      'this is a zip archive, as torch.save writes; give it its real name, e.g. pytorch_model.bin, and open it to see how it is converted',
    ],
    [
      'pickle',
      Buffer.from('80025d71000000000000', 'hex'),
      'this is a Python pickle; give it its real name, e.g. pytorch_model.bin, and open it to see how it is converted',
    ],
    [
      'a newer pickle',
      Buffer.from('80049500000000000000', 'hex'),
      'this is a Python pickle; give it its real name, e.g. pytorch_model.bin, and open it to see how it is converted',
    ],
    ['GGUF', 'GGUF\x03\0\0\0........', 'this is a GGUF file; convert it to safetensors'],
    ['web page', '<!DOCTYPE html><html>', 'this is a web page; download the file itself'],
    [
      'Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      'this is a Git LFS pointer, not the weights; fetch them with "git lfs pull"',
    ],
    [
      'not JSON',
      safetensorsBytes('{"a": '),
      'the header is not valid JSON; it may be cut off: download it again',
    ],
    ['a list', safetensorsBytes('[1, 2]'), 'the header must hold a JSON object ({...})'],
    ['tensor without description', safetensorsBytes({ a: 7 }), 'tensor "a" is not described by an object'],
    [
      'unknown dtype',
      safetensorsBytes({ a: tensor([1], [0, 4], 'F31') }, 4),
      'tensor "a" has the unknown type "F31"',
    ],
    [
      'dtype of an object',
      safetensorsBytes({ a: tensor([1], [0, 4], 'toString') }, 4),
      'tensor "a" has the unknown type "toString"',
    ],
    [
      'negative dimension',
      safetensorsBytes({ a: tensor([-1, -1], [0, 4]) }, 4),
      'tensor "a" has the shape [-1,-1], which is not a list of whole numbers from 0 up',
    ],
    [
      'fractional dimension',
      safetensorsBytes({ a: tensor([0.5, 2], [0, 4]) }, 4),
      'tensor "a" has the shape [0.5,2], which is not a list of whole numbers from 0 up',
    ],
    [
      'huge dimensions',
      safetensorsBytes({ a: tensor([huge, huge], [0, 4]) }, 4),
      'tensor "a" does not fit its data offsets: F32 [1099511627776, 1099511627776] takes 4.835703278458517e+24 bytes, the offsets give 4',
    ],
    [
      'offsets backwards',
      safetensorsBytes({ a: tensor([1], [4, 0]) }, 4),
      'tensor "a" has the data offsets [4,0], which are not [begin, end]',
    ],
    [
      'offsets negative',
      safetensorsBytes({ a: tensor([1], [-4, 0]) }, 4),
      'tensor "a" has the data offsets [-4,0], which are not [begin, end]',
    ],
    [
      'offsets missing',
      safetensorsBytes({ a: { dtype: 'F32', shape: [1] } }, 4),
      'tensor "a" has the data offsets undefined, which are not [begin, end]',
    ],
    [
      'offsets beyond the file',
      safetensorsBytes({ a: tensor([2], [0, 8]) }, 4),
      'tensor "a" ends at byte 8 of the data, but the file has only 4; download it again',
    ],
    [
      'shape and offsets that differ',
      safetensorsBytes({ a: tensor([2, 3], [0, 20]) }, 24),
      'tensor "a" does not fit its data offsets: F32 [2, 3] takes 24 bytes, the offsets give 20',
    ],
    [
      'overlap',
      safetensorsBytes({ a: tensor([2], [0, 8]), b: tensor([2], [4, 12]) }, 12),
      'tensors "a" and "b" overlap in the file',
    ],
    [
      'a name twice',
      safetensorsBytes(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      'tensor "a" occurs twice in the header',
    ],
    [
      'a name of a megabyte',
      safetensorsBytes({ ['x'.repeat(1e6)]: 1 }),
      `tensor "${'x'.repeat(76)}... is not described by an object`,
    ],
  ]
  it.each(cases)('%s', (_, bytes, message) => {
    const file = fileOf(bytes)
    expect(() => readSafetensors(file)).toThrow(new PatchbayError('bad-input', `m.safetensors: ${message}.`))
  })

  it('that are not UTF-8', () => {
    const bytes = safetensorsBytes('{"a?": 1}')
    bytes[11] = 0xff
    expect(() => readSafetensors(fileOf(bytes))).toThrow(
      'm.safetensors: not a safetensors file: the header is not text.',
    )
  })

  it.each([640, 60, 0x123c])('may be %d bytes long, which is how other formats begin', (length) => {
    const header = JSON.stringify({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } })
    const file = fileOf(safetensorsBytes(header.padEnd(length), 4))
    expect([...readSafetensors(file).keys()]).toEqual(['a'])
  })

  it('may hold metadata, empty tensors and a name every object has', () => {
    const header = `{"__metadata__": {"a": "b"}, "empty": {"dtype":"F32","shape":[0],"data_offsets":[4,4]}, "__proto__": {"dtype":"F32","shape":[],"data_offsets":[0,4]}}`
    expect([...readSafetensors(fileOf(safetensorsBytes(header, 4))).keys()]).toEqual(['empty', '__proto__'])
  })
})

describe('values', () => {
  /** One tensor of the bytes given as hex, after three bytes of another so that nothing is aligned. */
  function values(dtype: string, hex: string): number[] {
    const data = Buffer.from(hex, 'hex')
    const sizes = { F32: 4, F64: 8, F16: 2, BF16: 2, I32: 4 } as Record<string, number>
    const header = {
      pad: tensor([3], [0, 3], 'U8'),
      a: tensor([data.length / sizes[dtype]], [3, 3 + data.length], dtype),
    }
    const file = fileOf(Buffer.concat([safetensorsBytes(header), Buffer.alloc(3), data]))
    return [...readTensor(readSafetensors(file).get('a')!)]
  }

  it.each<[string, string, number[]]>([
    ['F32', '0000803f000020c0', [1, -2.5]],
    ['F64', '000000000000f03f00000000000004c0', [1, -2.5]],
    ['BF16', '803f20c0', [1, -2.5]],
    ['F16', '003c00c1ff7b010000040080', [1, -2.5, 65504, 2 ** -24, 2 ** -14, -0]],
  ])('of %s', (dtype, hex, expected) => {
    expect(values(dtype, hex)).toEqual(expected)
  })

  it.each([
    ['F32', '0000c07f'],
    ['F32', '0000803f000080ff'],
    ['F16', '007c'],
    ['BF16', 'c07f'],
    ['F64', 'ffffffffffffef7f'],
  ])('that are not numbers are refused: %s %s', (dtype, hex) => {
    const what = 'tensor "a" holds NaN or infinite values, so every result would be NaN'
    const message = `m.safetensors: ${what}; the file is damaged or training diverged.`
    expect(() => values(dtype, hex)).toThrow(new PatchbayError('bad-input', message))
  })

  it.each(['F4', 'F6_E2M3', 'F8_E4M3', 'F8_E5M2FNUZ', 'C64', 'BOOL'])('of %s are not weights', (dtype) => {
    const bytes = { F4: 2, F6_E2M3: 3, C64: 32 }[dtype] ?? 4
    const file = fileOf(safetensorsBytes({ a: tensor([4], [0, bytes], dtype) }, bytes))
    expect(() => readTensor(readSafetensors(file).get('a')!)).toThrow(
      `m.safetensors: tensor "a" has type ${dtype}; F32, F16, BF16 and F64 are read, quantised weights are not.`,
    )
  })

  it('of other types are refused', () => {
    const message =
      'm.safetensors: tensor "a" has type I32; F32, F16, BF16 and F64 are read, quantised weights are not.'
    expect(() => values('I32', '01000000')).toThrow(new PatchbayError('bad-input', message))
  })
})
