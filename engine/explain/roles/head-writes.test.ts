import { describe, it } from 'vitest'
import { fixtureCases } from '../../../testing/explained-cases'
import { expectClose } from '../../../testing/expect-close'
import { meanOf, sum } from '../../../testing/plain/plain-math'
import { contribution, plainTrace } from '../../../testing/plain/plain-trace'
import { drawExplained, type DrawnExplained } from '../../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../../testing/random-models'
import { headWrites } from './head-writes'

describe.each(TOPOLOGIES)('how much heads of random models write (%s)', (topology) => {
  it.each(seedsFrom(1, 2))('is what the definition says (seed %i)', (seed) =>
    expectWrites(drawExplained(new Draw(seed), topology)),
  )
})

describe.each(fixtureCases())('how much heads of $name write', ({ open }) => {
  it('is what the definition says', async () => expectWrites(await open()))
})

async function expectWrites({ experiment }: DrawnExplained): Promise<void> {
  const found = await headWrites(experiment)
  const { plain, pairs } = experiment
  const traces = pairs.slice(0, 4).flatMap(({ clean, corrupt }) => {
    return [clean, corrupt].map((tokens) => plainTrace(plain, tokens))
  })
  const size = (row: readonly number[]) => Math.sqrt(sum(row.map((x) => x * x)))
  for (const [head, writes] of found) {
    const layer = Number(/\d+/.exec(head))
    const shares = traces.flatMap((trace) =>
      contribution(plain, trace, head).map((row, pos) => size(row) / size(trace.streams[layer][pos])),
    )
    expectClose([writes], [meanOf(shares)], head)
  }
}
