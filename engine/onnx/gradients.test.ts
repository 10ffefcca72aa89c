import { describe, expect, it } from 'vitest'
import {
  Backward,
  floatTensor,
  GraphBuilder,
  inferShapes,
  printGraph,
  Session,
  type Feeds,
  type Graph,
  type OpType,
  type Value,
} from './index'

interface Case {
  /** Inputs by name, all of them differentiated. */
  inputs: Record<string, number[]>
  build(builder: GraphBuilder, inputs: Record<string, Value>): Value
  /** Where the operator needs it: keeps inputs above 0. */
  positive?: boolean
}

const unary = (
  type: 'Relu' | 'Sigmoid' | 'Sqrt' | 'Exp' | 'Erf' | 'Tanh' | 'Sign',
  positive = false,
): Case[] => [{ inputs: { x: [2, 3] }, build: (b, { x }) => b.op({ type, inputs: [x] }, 'y'), positive }]
const binary = (type: 'Add' | 'Sub' | 'Mul' | 'Div'): Case[] => [
  // Repeated along a leading axis, along an inner one, and not at all.
  {
    inputs: { x: [2, 3], y: [3] },
    build: (b, { x, y }) => b.op({ type, inputs: [x, y] }, 'z'),
    positive: type === 'Div',
  },
  {
    inputs: { x: [2, 1, 3], y: [4, 1] },
    build: (b, { x, y }) => b.op({ type, inputs: [x, y] }, 'z'),
    positive: type === 'Div',
  },
]
const ints = (b: GraphBuilder, data: number[], dims = [data.length]) => b.constant(data, dims, 'int64')

/** At least one case an operator: a forgotten one does not compile. */
const CASES: Record<OpType, Case[]> = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  Div: binary('Div'),
  MatMul: [
    { inputs: { x: [2, 3], y: [3, 4] }, build: (b, { x, y }) => b.matMul(x, y) },
    { inputs: { x: [5, 4], y: [4, 2] }, build: (b, { x, y }) => b.matMul(x, y) },
    { inputs: { x: [2, 1, 3, 2], y: [4, 2, 3] }, build: (b, { x, y }) => b.matMul(x, y) },
    { inputs: { x: [2, 3, 2], y: [2, 4] }, build: (b, { x, y }) => b.matMul(x, y) },
  ],
  Gather: [
    { inputs: { x: [2, 4, 2] }, build: (b, { x }) => b.gather(x, ints(b, [3, 0, 3]), 1) },
    { inputs: { x: [3, 2] }, build: (b, { x }) => b.gather(x, ints(b, [1, 1, 2, 0], [2, 2]), 0) },
  ],
  Reshape: [{ inputs: { x: [2, 3, 2] }, build: (b, { x }) => b.reshape(x, [0, -1]) }],
  Expand: [{ inputs: { x: [2, 1, 3] }, build: (b, { x }) => b.expand(x, [4, 2, 5, 3]) }],
  Transpose: [{ inputs: { x: [2, 3, 4] }, build: (b, { x }) => b.transpose(x, [2, 0, 1]) }],
  Concat: [{ inputs: { x: [2, 1, 2], y: [2, 3, 2] }, build: (b, { x, y }) => b.concat([x, y, x], 1) }],
  Softmax: [
    { inputs: { x: [2, 4] }, build: (b, { x }) => b.op({ type: 'Softmax', inputs: [x], axis: -1 }, 'y') },
  ],
  LayerNormalization: [
    {
      inputs: { x: [3, 5], weight: [5], bias: [5] },
      build: (b, { x, weight, bias }) =>
        b.op({ type: 'LayerNormalization', inputs: [x, weight, bias], epsilon: 1e-2 }, 'y'),
    },
    {
      inputs: { x: [2, 2, 5], weight: [5] },
      build: (b, { x, weight }) =>
        b.op({ type: 'LayerNormalization', inputs: [x, weight], epsilon: 1e-5 }, 'y'),
    },
  ],
  RMSNormalization: [
    {
      inputs: { x: [3, 5], weight: [5] },
      build: (b, { x, weight }) =>
        b.op({ type: 'RMSNormalization', inputs: [x, weight], epsilon: 1e-2 }, 'y'),
    },
  ],
  Gelu: (['none', 'tanh'] as const).map((approximate) => ({
    inputs: { x: [4, 5] },
    build: (b, { x }) => b.op({ type: 'Gelu', inputs: [x], approximate }, 'y'),
  })),
  Identity: [{ inputs: { x: [2, 3] }, build: (b, { x }) => b.identity(x) }],
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  // No number is within a step of finite differences of a limit.
  Clip: [
    {
      inputs: { x: [4, 5] },
      build: (b, { x }) =>
        b.op({ type: 'Clip', inputs: [x, b.constant([-0.9], []), b.constant([1.09], [])] }, 'y'),
    },
  ],
  Sqrt: unary('Sqrt', true),
  Exp: unary('Exp'),
  Erf: unary('Erf'),
  Tanh: unary('Tanh'),
  Sign: unary('Sign'),
  ReduceSum: [
    { inputs: { x: [2, 3, 2] }, build: (b, { x }) => b.reduceSum(x, [-1, 0]) },
    { inputs: { x: [2, 3, 2] }, build: (b, { x }) => b.reduceSum(x, [1], false) },
  ],
  ReduceMean: [
    { inputs: { x: [2, 3, 2] }, build: (b, { x }) => b.reduceMean(x, [1]) },
    { inputs: { x: [2, 3, 2] }, build: (b, { x }) => b.reduceMean(x, [0, 2], false) },
  ],
  GatherElements: [
    {
      inputs: { x: [2, 3] },
      build: (b, { x }) =>
        b.op({ type: 'GatherElements', inputs: [x, ints(b, [2, 2, 0, 1], [2, 2])], axis: 1 }, 'y'),
    },
  ],
  ScatterElements: [
    {
      inputs: { x: [2, 3], y: [2, 2] },
      build: (b, { x, y }) =>
        b.op({ type: 'ScatterElements', inputs: [x, ints(b, [2, 2, 0, 1], [2, 2]), y], axis: 1 }, 'z'),
    },
  ],
}

/** Even numbers between -1.5 and 1.5, none near 0 (where Relu and Sign have a corner). */
function numbers(count: number, salt: number, positive = false): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const value = Math.sin((i + 1) * 12.9898 + salt * 78.233) * 1.2
    return positive ? 0.6 + Math.abs(value) : value + Math.sign(value) * 0.3
  })
}

const size = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1)

/** Largest difference of the rules' gradients from central differences of order 4. */
async function worstGradient({ inputs, build, positive }: Case): Promise<number> {
  const builder = new GraphBuilder('case')
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, dims]) => [name, builder.input(name, dims)]),
  )
  const output = build(builder, values)
  const shapes = inferShapes(builder.finish(), {})
  const dims = shapes.get(output.name)!
  builder.output(output, [...dims])
  const graph = builder.finish()
  const feeds: Feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, shape], i) => [
      name,
      floatTensor(numbers(size(shape), i, positive), shape),
    ]),
  )
  const seed = numbers(size(dims), 9)
  const session = await Session.create(graph, { threads: 1 })
  const loss = async (name: string, at: number, step: number) => {
    const data = (feeds[name].data as Float32Array).slice()
    data[at] += step
    const result = await session.run({ ...feeds, [name]: floatTensor(data, inputs[name]) })
    return result[output.name].data.reduce((sum, value, i) => sum + value * seed[i], 0)
  }
  const gradients = await backwardResults(
    graph,
    output,
    Object.values(values),
    { ...feeds, seed: floatTensor(seed, dims) },
    session,
  )
  let worst = 0
  const step = 0.03
  for (const name of Object.keys(inputs)) {
    for (let at = 0; at < size(inputs[name]); at++) {
      const [p2, p1, m1, m2] = [
        await loss(name, at, 2 * step),
        await loss(name, at, step),
        await loss(name, at, -step),
        await loss(name, at, -2 * step),
      ]
      const expected = (8 * (p1 - m1) - (p2 - m2)) / (12 * step)
      worst = Math.max(worst, Math.abs(gradients[name][at] - expected) / (1 + Math.abs(expected)))
    }
  }
  await session.release()
  return worst
}

async function backwardResults(graph: Graph, of: Value, at: Value[], feeds: Feeds, forward: Session) {
  const backward = new Backward(graph, { shapes: inferShapes(graph, {}), of, at })
  const names = at.map((value) => {
    const gradient = backward.gradient(value)
    const dims = backward.shape(value)
    const result = backward.builder.reshape(gradient, [...dims], `gradient.${value.name}`)
    backward.builder.output(result, [...dims])
    return [value.name, result.name] as const
  })
  const session = await Session.create(backward.builder.finish(), { threads: 1 })
  // The only intermediate value these graphs have is their output.
  const results = await session.run({ ...feeds, ...(await forward.run(feeds)) })
  await session.release()
  return Object.fromEntries(names.map(([name, result]) => [name, results[result].data]))
}

describe('the gradient rule of', () => {
  for (const [type, cases] of Object.entries(CASES)) {
    it(`${type} agrees with finite differences`, async () => {
      for (const one of cases) expect(await worstGradient(one)).toBeLessThan(3e-4)
    })
  }
})

describe('a backward graph', () => {
  const small = () => {
    const builder = new GraphBuilder('small')
    const x = builder.input('x', ['rows', 2])
    const product = builder.matMul(x, builder.input('w', [2, 3]), 'product')
    const y = builder.add(builder.op({ type: 'Relu', inputs: [product] }, 'hidden'), product, 'y')
    builder.output(y, ['rows', 3])
    return { graph: builder.finish(), x, product, y }
  }

  it('reads like the forward one backwards, and asks only for the values its rules need', () => {
    const { graph, x, y } = small()
    const backward = new Backward(graph, { shapes: inferShapes(graph, { rows: 4 }), of: y, at: [x] })
    backward.builder.output(backward.gradient(x), [4, 2])
    expect([...backward.saved.keys()]).toEqual(['hidden'])
    expect(printGraph(backward.builder.finish())).toMatchInlineSnapshot(`
      "graph backward
        input seed: float32[4, 3]
        input hidden: float32[4, 3]
        input w: float32[2, 3]
        d.hidden.sign = Sign(hidden)
        d.hidden.throughRelu = Mul(seed, d.hidden.sign)
        d.product.total = Add(seed, d.hidden.throughRelu)
        d.product.transpose = Transpose(w, perm=[1,0])
        d.product.matmul = MatMul(d.product.total, d.product.transpose)
        output d.product.matmul: [4, 2]
      "
    `)
  })

  it('lets all flow through a clip at its limits, and nothing beyond them', async () => {
    const builder = new GraphBuilder('clip')
    const x = builder.input('x', [5])
    const limits = [builder.constant([-1], []), builder.constant([1], [])] as const
    const y = builder.op({ type: 'Clip', inputs: [x, ...limits] }, 'y')
    builder.output(y, [5])
    const graph = builder.finish()
    const forward = await Session.create(graph, { threads: 1 })
    const feeds = {
      x: floatTensor(Float32Array.of(-1.5, -1, 0.5, 1, 1.5), [5]),
      seed: floatTensor(new Float32Array(5).fill(2), [5]),
    }
    expect(await backwardResults(graph, y, [x], feeds, forward)).toEqual({
      x: Float32Array.of(0, 2, 2, 2, 0),
    })
    await forward.release()
  })

  it('gives zero where nothing flows', async () => {
    const { graph, product, y } = small()
    const backward = new Backward(graph, { shapes: inferShapes(graph, { rows: 4 }), of: product, at: [y] })
    backward.builder.output(backward.gradient(y), [4, 3])
    const session = await Session.create(backward.builder.finish(), { threads: 1 })
    const results = await session.run({ seed: floatTensor(new Float32Array(12).fill(1), [4, 3]) })
    expect(Object.values(results)[0].data).toEqual(new Float32Array(12))
    await session.release()
  })

  it('lets a caller stop or change what flows on', () => {
    const { graph, x, y, product } = small()
    const through = (value: Value, gradient: Value, builder: GraphBuilder) =>
      value === product ? builder.mul(gradient, builder.constant([0], [1]), 'stopped') : gradient
    const backward = new Backward(graph, { shapes: inferShapes(graph, { rows: 4 }), of: y, at: [x], through })
    expect(printGraph(backward.builder.finish())).toContain('stopped = Mul(')
  })
})

describe('shapes', () => {
  it('are refused in words where they do not fit or are not known', () => {
    const builder = new GraphBuilder('wrong')
    builder.add(builder.input('x', ['rows', 2]), builder.input('y', [3]))
    const graph = builder.finish()
    expect(() => inferShapes(graph, { rows: 4 })).toThrow('shapes [4, 2] and [3] do not fit together')
    expect(() => inferShapes(graph, {})).toThrow('dimension rows has no size')
  })
})
