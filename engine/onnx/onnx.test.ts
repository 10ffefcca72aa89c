import { describe, expect, it } from 'vitest'
import { floatTensor, GraphBuilder, intTensor, onnxruntimeVersion, printGraph, Session } from './index'

/** softmax(x @ w + 1), and the rows `picked` of it. */
function smallGraph() {
  const builder = new GraphBuilder('small')
  const x = builder.input('x', ['rows', 2])
  const w = builder.input('w', [2, 2])
  const picked = builder.scope('layer0', () => {
    const scores = builder.add(builder.matMul(x, w), builder.constant([1], [1]))
    const weights = builder.op({ type: 'Softmax', inputs: [scores], axis: -1 }, 'weights')
    builder.output(weights, ['rows', 2])
    return builder.gather(weights, builder.input('picked', ['n'], 'int64'), 0, 'picked')
  })
  builder.output(builder.reshape(picked, [-1]), ['cells'])
  return builder.finish()
}

describe('a graph', () => {
  it('prints as text that reads like the model', () => {
    expect(printGraph(smallGraph())).toMatchInlineSnapshot(`
      "graph small
        input x: float32[rows, 2]
        input w: float32[2, 2]
        input picked: int64[n]
        constant constant.0: float32[1] = 1
        constant constant.1: int64[1] = -1
        layer0.matmul = MatMul(x, w)
        layer0.add = Add(layer0.matmul, constant.0)
        layer0.weights = Softmax(layer0.add, axis=-1)
        layer0.picked = Gather(layer0.weights, picked, axis=0)
        reshape = Reshape(layer0.picked, constant.1)
        output layer0.weights: [rows, 2]
        output reshape: [cells]
      "
    `)
  })

  it('runs with a dimension known only at the run, sharing a larger record of feeds', async () => {
    const session = await Session.create(smallGraph(), { threads: 1 })
    const feeds = {
      x: floatTensor(Float32Array.of(1, 2, 3, 4, 0, 0), [3, 2]),
      w: floatTensor(Float32Array.of(1, 0, 0, 1), [2, 2]),
      picked: intTensor([2, 0], [2]),
      unrelated: floatTensor(Float32Array.of(0), [1]),
    }
    const results = await session.run(feeds)
    const low = 1 / (1 + Math.E)
    expect([...results['reshape'].data]).toEqual(
      [0.5, 0.5, low, 1 - low].map((value) => expect.closeTo(value, 6)),
    )
    await session.release()
  })

  it('writes an output into the tensor it was given', async () => {
    const session = await Session.create(smallGraph(), { threads: 1 })
    const feeds = {
      x: floatTensor(Float32Array.of(0, 0), [1, 2]),
      w: floatTensor(new Float32Array(4), [2, 2]),
      picked: intTensor([0], [1]),
    }
    const buffer = new Float32Array(4)
    const weights = floatTensor(buffer.subarray(2), [1, 2])
    await session.run(feeds, { 'layer0.weights': weights })
    expect([...buffer]).toEqual([0, 0, 0.5, 0.5])
    buffer.fill(0)
    const { reshape, ...others } = await session.run(feeds, { reshape: floatTensor(buffer.subarray(2), [2]) })
    expect([...buffer]).toEqual([0, 0, 0.5, 0.5])
    expect(reshape.data.buffer).toBe(buffer.buffer)
    expect([...others['layer0.weights'].data]).toEqual([0.5, 0.5])
    await session.release()
  })

  it('gives back no copy where every result has its tensor, and says what is wrong all the same', async () => {
    const session = await Session.create(smallGraph(), { threads: 1 })
    const feeds = {
      x: floatTensor(Float32Array.of(0, 0), [1, 2]),
      w: floatTensor(new Float32Array(4), [2, 2]),
      picked: intTensor([0], [1]),
    }
    const [weights, reshape] = [new Float32Array(2), new Float32Array(2)]
    const fetches = { 'layer0.weights': floatTensor(weights, [1, 2]), reshape: floatTensor(reshape, [2]) }
    const results = await session.run(feeds, fetches)
    expect(results['layer0.weights'].data).toBe(weights)
    expect(results.reshape.data).toBe(reshape)
    expect([...weights, ...reshape]).toEqual([0.5, 0.5, 0.5, 0.5])
    const outside = { ...feeds, picked: intTensor([5], [1]) }
    await expect(session.run(outside, fetches)).rejects.toThrow(/indices element out of data bounds/)
    await session.release()
  })

  it('says which input was not fed', async () => {
    const session = await Session.create(smallGraph(), { threads: 1 })
    await expect(session.run({})).rejects.toThrow("the graph's input x was not fed")
    await session.release()
  })

  it('names values that share a name apart', () => {
    const builder = new GraphBuilder('twice')
    const x = builder.input('x', [1])
    expect([builder.add(x, x).name, builder.add(x, x).name]).toEqual(['add', 'add.2'])
  })
})

it('knows the runtime it runs on without loading it', () => {
  expect(onnxruntimeVersion()).toMatch(/^\d+\.\d+\.\d+$/)
})
