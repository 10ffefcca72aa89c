import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { floats, integers, node, onnxBytes, onnxFile, value, writtenFile } from '../../../testing/onnx-files'
import { sentenceOf } from '../../../testing/refusals'
import { arrayValues } from './array-values'
import { readOnnx } from './read-onnx'

const INPUT = [value('x', 1, ['batch', 4])]
const OUTPUT = [value('y', 1, ['batch', 4])]

/** A graph of one product with the array `w`, which these make. */
function withWeight(
  made: ReturnType<typeof node>[],
  initializer: Parameters<typeof onnxBytes>[0]['initializer'],
) {
  return onnxFile({
    node: [...made, node('MatMul', ['x', 'w'], ['y'])],
    initializer,
    input: INPUT,
    output: OUTPUT,
  })
}

function weight(file: string) {
  const { nodes, arrays } = readOnnx(file)
  expect(nodes.map(({ type }) => type)).toEqual(['MatMul'])
  const array = arrays.get(nodes[0].inputs[1])!
  return { dims: array.dims, values: [...arrayValues(array)] }
}

const SIXTEEN = Array.from({ length: 16 }, (_, i) => i - 7)

describe('tensors', () => {
  const all = { dims: [4, 4], values: SIXTEEN }
  const dims = [4n, 4n]
  it.each([
    ['raw float32', floats('w', [4, 4], SIXTEEN)],
    ['a list of float32', { name: 'w', dims, dataType: 1, floatData: SIXTEEN }],
    [
      'raw float16',
      { name: 'w', dims, dataType: 10, rawData: new Uint8Array(Uint16Array.from(SIXTEEN, half).buffer) },
    ],
    ['a list of float16', { name: 'w', dims, dataType: 10, int32Data: SIXTEEN.map(half) }],
    ['a list of bfloat16', { name: 'w', dims, dataType: 16, int32Data: SIXTEEN.map(brain) }],
    ['float64', { name: 'w', dims, dataType: 11, doubleData: SIXTEEN }],
    ['whole numbers', { name: 'w', dims, dataType: 7, int64Data: SIXTEEN.map(BigInt) }],
    ['bytes', { name: 'w', dims, dataType: 3, int32Data: SIXTEEN }],
  ])('%s', (_, tensor) => {
    expect(weight(withWeight([], [tensor]))).toEqual(all)
  })

  it('in a file beside', () => {
    const externalData = [
      { key: 'location', value: 'weights.data' },
      { key: 'offset', value: '8' },
      { key: 'length', value: '64' },
    ]
    const file = withWeight([], [{ name: 'w', dims, dataType: 1, dataLocation: 1, externalData }])
    const data = path.join(path.dirname(file), 'weights.data')
    writeFileSync(data, new Uint8Array(Float32Array.from([0, 0, ...SIXTEEN]).buffer))
    expect(weight(file)).toEqual(all)
    expect(readOnnx(file).dataFiles).toEqual([data])
  })
})

/** The bits of small whole numbers in float16. */
function half(number: number): number {
  if (number === 0) return 0
  const exponent = Math.floor(Math.log2(Math.abs(number)))
  const fraction = (Math.abs(number) / 2 ** exponent - 1) * 1024
  return (number < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction
}

function brain(number: number): number {
  return new Uint32Array(Float32Array.of(number).buffer)[0] >>> 16
}

describe('constants of constants', () => {
  const turned = { dims: [4, 4], values: SIXTEEN.map((_, i) => SIXTEEN[(i % 4) * 4 + Math.floor(i / 4)]) }
  const stored = floats('v', [4, 4], SIXTEEN)
  it.each([
    ['an Identity', [node('Identity', ['v'], ['w'])], { dims: [4, 4], values: SIXTEEN }],
    ['a transposition', [node('Transpose', ['v'], ['w'], { perm: [1, 0] })], turned],
    [
      'two transpositions',
      [node('Transpose', ['v'], ['u']), node('Transpose', ['u'], ['w'])],
      { dims: [4, 4], values: SIXTEEN },
    ],
    ['another shape', [node('Reshape', ['v', 'shape'], ['w'])], { dims: [2, 8], values: SIXTEEN }],
    ['a sum', [node('Add', ['v', 'one'], ['w'])], { dims: [4, 4], values: SIXTEEN.map((x) => x + 1) }],
    [
      'a part, after the exchange of rows and columns',
      [node('Transpose', ['v'], ['u']), node('Slice', ['u', 'start', 'end', 'axis'], ['w'])],
      { dims: [4, 2], values: turned.values.filter((_, i) => i % 4 === 1 || i % 4 === 2) },
    ],
  ])('%s', (_, nodes, expected) => {
    const more = [
      floats('one', [], [1]),
      integers('shape', [2, -1]),
      integers('start', [1]),
      integers('end', [3]),
      integers('axis', [1]),
    ]
    expect(weight(withWeight(nodes, [stored, ...more]))).toEqual(expected)
  })
})

describe('nested graphs', () => {
  const branch = (by: string) => ({
    node: [node('MatMul', ['x', by], ['inner'])],
    output: [value('inner', 1, [])],
  })
  const merged = (condition: Parameters<typeof onnxBytes>[0]) =>
    onnxFile({
      node: [
        {
          ...node('If', ['use_cache_branch'], ['y']),
          attribute: [
            { name: 'then_branch', type: 5, g: branch('with_past') },
            { name: 'else_branch', type: 5, g: branch('without_past') },
          ],
        },
      ],
      output: OUTPUT,
      ...condition,
      initializer: [
        floats('with_past', [4, 4], SIXTEEN),
        floats('without_past', [4, 4], SIXTEEN),
        ...(condition.initializer ?? []),
      ],
    })
  const flag = (is: number) => ({ name: 'use_cache_branch', dims: [], dataType: 9, int32Data: [is] })
  it.each([
    [
      'by an input: the one without a past',
      { input: [...INPUT, value('use_cache_branch', 9, [1])] },
      'without_past',
    ],
    ['by a constant that is true', { input: INPUT, initializer: [flag(1)] }, 'with_past'],
    ['by a constant that is false', { input: INPUT, initializer: [flag(0)] }, 'without_past'],
  ])('of If, chosen %s', (_, condition, expected) => {
    const { nodes } = readOnnx(merged(condition))
    expect(nodes.map(({ type, inputs }) => [type, ...inputs])).toEqual([
      ['MatMul', 'x', expected],
      ['Identity', 'inner'],
    ])
  })

  it('a function in line, with the attributes of its call', () => {
    const file = onnxFile(
      {
        node: [
          { ...node('Turned', ['v'], ['w'], { order: [1, 0] }), domain: 'own' },
          node('MatMul', ['x', 'w'], ['y']),
        ],
        initializer: [floats('v', [4, 4], SIXTEEN)],
        input: INPUT,
        output: OUTPUT,
      },
      {
        functions: [
          {
            name: 'Turned',
            domain: 'own',
            input: ['a'],
            output: ['b'],
            attribute: ['order'],
            node: [
              {
                ...node('Transpose', ['a'], ['c']),
                attribute: [{ name: 'perm', refAttrName: 'order', type: 7 }],
              },
              node('Identity', ['c'], ['b']),
            ],
          },
        ],
      },
    )
    expect(weight(file).values[1]).toBe(SIXTEEN[4])
  })
})

describe('refused', () => {
  const refusal = (file: string) => {
    try {
      readOnnx(file)
      return 'not refused'
    } catch (error) {
      return sentenceOf(error)
    }
  }
  const good = () =>
    onnxBytes({
      node: [node('MatMul', ['x', 'w'], ['y'])],
      initializer: [floats('w', [4, 4], SIXTEEN)],
      input: INPUT,
      output: OUTPUT,
    })
  const cut = (bytes: number) => writtenFile(good().subarray(0, good().length - bytes))
  const CUT = 'model.onnx: cut off, or not an ONNX file; download or export it again.'
  const NOT = 'model.onnx: not an ONNX file, or a damaged one; download or export it again.'
  const graph = (of: Parameters<typeof onnxFile>[0]) => onnxFile({ input: INPUT, output: OUTPUT, ...of })
  const outside = (location: string, of: Record<string, string> = {}) =>
    withWeight(
      [],
      [
        {
          name: 'w',
          dims: [4n, 4n],
          dataType: 1,
          dataLocation: 1,
          externalData: Object.entries({ location, ...of }).map(([key, text]) => ({ key, value: text })),
        },
      ],
    )
  it.each<[string, () => string, string]>([
    ['an empty file', () => writtenFile(''), 'model.onnx: the file is empty; download or export it again.'],
    ['one cut off', () => cut(40), CUT],
    ['a text', () => writtenFile('Not an ONNX file at all.'), NOT],
    [
      'a pointer of Git LFS',
      () => writtenFile('version https://git-lfs.github.com/spec/v1\n'),
      'model.onnx: this is a Git LFS pointer, not the model; fetch it with "git lfs pull".',
    ],
    [
      'a web page',
      () => writtenFile('<!DOCTYPE html>'),
      'model.onnx: this is a web page; download the file itself.',
    ],
    [
      'a shape that the values do not fill',
      () => withWeight([], [floats('w', [4, 5], SIXTEEN)]),
      'model.onnx: tensor "w" takes 80 bytes by its shape, but the file has 64 of it; export it again.',
    ],
    [
      'a shape that nothing has',
      () => withWeight([], [{ ...floats('w', [], SIXTEEN), dims: [-1n, 4n] }]),
      'model.onnx: tensor "w" has the shape [-1, 4], which no tensor has.',
    ],
    [
      'a list that is shorter than its shape',
      () => withWeight([], [{ name: 'w', dims: [2n ** 40n], dataType: 7, int64Data: [1n] }]),
      'model.onnx: tensor "w" has 1099511627776 values by its shape, but the file has fewer; export it again.',
    ],
    [
      'a value that nothing makes',
      () => graph({ node: [node('MatMul', ['x', 'w'], ['y'])] }),
      'model.onnx: node "y" reads "w", which nothing in the file makes.',
    ],
    [
      'a value made twice',
      () => graph({ node: [node('Neg', ['x'], ['y']), node('Neg', ['x'], ['y'])] }),
      'model.onnx: the value "y" is made twice.',
    ],
    [
      'a circle',
      () => graph({ node: [node('Neg', ['b'], ['a']), node('Neg', ['a'], ['b'])] }),
      'model.onnx: node "a" (Neg) is part of a circle of nodes that read one another.',
    ],
    [
      'a circle of Identities',
      () =>
        graph({
          node: [node('Identity', ['b'], ['a']), node('Identity', ['a'], ['b']), node('Neg', ['a'], ['y'])],
        }),
      'model.onnx: the value "a" is made of itself.',
    ],
    [
      'values in a file outside the folder',
      () => outside('../weights.data'),
      'model.onnx: tensor "w" is said to be in "../weights.data", which is not a file below the folder of the model.',
    ],
    [
      'values in an absolute path',
      () => outside('/etc/passwd'),
      'model.onnx: tensor "w" is said to be in "/etc/passwd", which is not a file below the folder of the model.',
    ],
    [
      'an offset that is not a number',
      () => outside('model.onnx', { offset: 'x' }),
      'model.onnx: tensor "w" has the offset "x" in model.onnx, which no tensor has.',
    ],
    [
      "a length that is not its shape's",
      () => outside('model.onnx', { length: '8' }),
      'model.onnx: tensor "w" takes 64 bytes by its shape, but its length in model.onnx is "8".',
    ],
  ])('%s', (_, make, sentence) => {
    expect(refusal(make())).toBe(sentence)
  })

  it('a file beside that is missing', () => {
    const file = outside('weights.data')
    const folder = path.dirname(file)
    expect(refusal(file)).toBe(
      `model.onnx: tensor "w" is in weights.data, which is missing in ${folder}: put weights.data there.`,
    )
    writeFileSync(path.join(folder, 'weights.data'), 'short')
    expect(refusal(file)).toBe(
      'model.onnx: tensor "w" ends at byte 64 of weights.data, which has only 5; download or export both files again.',
    )
  })

  it('functions that call one another more often than models do', () => {
    const call = (name: string, from: string, to: string) => ({
      ...node(name, [from], [to]),
      name: '',
      domain: 'own',
    })
    const functions = Array.from({ length: 25 }, (_, i) => ({
      name: `F${i}`,
      domain: 'own',
      input: ['a'],
      output: ['c'],
      node: i < 24 ? [call(`F${i + 1}`, 'a', 'b'), call(`F${i + 1}`, 'b', 'c')] : [node('Neg', ['a'], ['c'])],
    }))
    const file = onnxFile({ node: [call('F0', 'x', 'y')], input: INPUT, output: OUTPUT }, { functions })
    expect(refusal(file)).toBe(
      'model.onnx: with its functions in line it has more than 100000 nodes; no more are read.',
    )
  })

  it('every file that is cut off, and none of another error', () => {
    const bytes = good()
    for (let length = 1; length < bytes.length; length++)
      expect(refusal(writtenFile(bytes.subarray(0, length)))).toMatch(/^model\.onnx: /)
    expect(refusal(writtenFile(bytes))).toBe('not refused')
  })
})
