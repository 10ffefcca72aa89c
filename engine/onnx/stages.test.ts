import { describe, expect, it } from 'vitest'
import { floatTensor, GraphBuilder, intTensor, Session, stagesOf, type Feeds, type LentTensor } from './index'
import { partOf, rowsOf } from './tensor'

/** Lent values that count how often they are lent, and to how many at once. */
class Counted {
  static atOnce = 0
  static mostAtOnce = 0
  readonly isHeld = false
  lent = 0
  picked = 0

  constructor(private readonly values: Float32Array) {}

  get length(): number {
    return this.values.length
  }

  lend(): Float32Array {
    this.lent++
    Counted.mostAtOnce = Math.max(Counted.mostAtOnce, ++Counted.atOnce)
    return this.values
  }

  giveBack(): void {
    Counted.atOnce--
  }

  rows(rows: ArrayLike<number>, width: number): Float32Array {
    this.picked += rows.length
    return rowsOf(this.values, rows, width)
  }

  inStretches(see: (values: Float32Array) => void): void {
    see(this.values)
  }

  part(first: number, rows: number, width: number) {
    return partOf(this, first, rows, width)
  }
}

const lent = (values: number[], dims: number[], group?: number) => {
  const data = new Counted(Float32Array.from(values))
  return { type: 'lent', data, dims, group } satisfies LentTensor
}

/** x -> x w0 -> (x w0) w1 -> their sum times w0 again: back to what was lent first. */
function thereAndBack(weights: Record<'w0' | 'w1', LentTensor>) {
  const builder = new GraphBuilder('thereAndBack')
  const x = builder.input('x', ['rows', 2])
  const once = builder.matMul(x, builder.weight('w0', weights.w0), 'once')
  const twice = builder.matMul(once, builder.weight('w1', weights.w1), 'twice')
  const sum = builder.add(once, twice, 'sum')
  builder.output(sum, ['rows', 2])
  builder.output(builder.matMul(sum, builder.weight('w0', weights.w0), 'back'), ['rows', 2])
  return builder.finish()
}

describe('a graph that reads several groups of lent tensors', () => {
  const weights = () => ({ w0: lent([1, 2, 3, 4], [2, 2], 0), w1: lent([0, 1, 1, 0], [2, 2], 1) })

  it('is run in stages of one group each, and gives what it gives as a whole', async () => {
    const streamed = weights()
    const graph = thereAndBack(streamed)
    expect(stagesOf(graph).map(({ nodes }) => nodes.map(({ output }) => output.name))).toEqual([
      ['once'],
      ['twice', 'sum'],
      ['back'],
    ])
    const held = thereAndBack({
      w0: { ...streamed.w0, group: undefined },
      w1: { ...streamed.w1, group: undefined },
    })
    expect(stagesOf(held)).toEqual([held])
    const feeds: Feeds = { ...streamed, x: floatTensor(Float32Array.of(1, -1, 0.5, 2), [2, 2]) }
    Counted.mostAtOnce = 0
    const [inStages, whole] = [await runOnce(graph, feeds), await runOnce(held, feeds)]
    expect(inStages).toEqual(whole)
    expect(Counted.atOnce).toBe(0)
  })

  it('lends one group at a time, and ends with the last result that is asked for', async () => {
    const streamed = weights()
    const session = await Session.create(thereAndBack(streamed), { threads: 1 })
    const feeds: Feeds = { ...streamed, x: floatTensor(Float32Array.of(1, -1), [1, 2]) }
    Counted.mostAtOnce = 0
    expect([...(await session.run(feeds, {}, ['sum'])).sum.data]).toEqual([-4, -4])
    expect([Counted.mostAtOnce, streamed.w0.data.lent, streamed.w1.data.lent]).toEqual([1, 1, 1])
    const into = new Float32Array(2)
    await session.run(feeds, { back: floatTensor(into, [1, 2]) }, ['back'])
    expect([...into]).toEqual([-16, -24])
    await session.release()
  })
})

it('rows that are picked of a lent matrix are read without the others', async () => {
  const builder = new GraphBuilder('picks')
  const table = lent([0, 1, 10, 11, 20, 21], [3, 2])
  const rows = builder.gather(
    builder.weight('table', table),
    builder.input('ids', ['count'], 'int64'),
    0,
    'picked',
  )
  builder.output(builder.add(rows, rows, 'doubled'), ['count', 2])
  const session = await Session.create(builder.finish(), { threads: 1 })
  const { doubled } = await session.run({ table, ids: intTensor([2, 0, 2], [3]) })
  expect([...doubled.data]).toEqual([40, 42, 0, 2, 40, 42])
  expect([table.data.picked, table.data.lent]).toEqual([3, 0])
  await expect(session.run({ table, ids: intTensor([3], [1]) })).rejects.toThrow('row 3 of 3')
  await session.release()
})

async function runOnce(graph: Parameters<typeof Session.create>[0], feeds: Feeds): Promise<number[][]> {
  const session = await Session.create(graph, { threads: 1 })
  const results = await session.run(feeds)
  await session.release()
  return Object.values(results).map(({ data }) => [...data])
}
