import { describe, expect, it } from 'vitest'
import type { WrittenToken } from '../../contract'
import { expectClose } from '../../testing/expect-close'
import { fixtureCases, folderCase, twoSided } from '../../testing/explained-cases'
import { extremes } from '../../testing/plain/plain-attribution'
import {
  plainCarries,
  plainEdgeOnPrompt,
  plainEdgePatterns,
  plainPatternWithout,
} from '../../testing/plain/plain-edge-explained'
import { plainTrace } from '../../testing/plain/plain-trace'
import { drawExplained, type DrawnExplained } from '../../testing/random-explained'
import { drawCircuits } from '../../testing/random-circuits'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { describeWithShared } from '../../testing/real-models'
import { graphOf } from '../experiment/experiment'
import { edgeName } from '../graph'
import { patchedCircuit, traceCircuits } from './circuit-trace'
import { donorMeans } from './donor-means'
import { edgeOnPrompt } from './edge-on-prompt'
import { onPrompt } from './one-prompt'
import { traceRuns } from './run-trace'

/** What an edge does and carries, and patterns in circuits, against the plain implementation. */

const patchingOf = ({ experiment, metric, direction, ablation }: DrawnExplained) => ({
  model: experiment.plain,
  pairs: experiment.pairs,
  metric,
  direction,
  ablation,
})

async function expectEdge(explained: DrawnExplained, prompt: number, edge: number): Promise<void> {
  const { experiment } = explained
  const patching = patchingOf(explained)
  const [clean, corrupt] = await traceRuns(onPrompt(experiment, prompt), ['clean', 'corrupt'])
  const means = await donorMeans(explained)
  const found = await edgeOnPrompt(explained, { edge, prompt, traces: { clean, corrupt }, means })
  const expected = plainEdgeOnPrompt(patching, prompt, found.edge)
  expectClose([found.base, found.patched], [expected.base, expected.patched], `${found.edge}: metric`)
  expectClose(found.byPosition, expected.byPosition(), `${found.edge}: by position`)
  const patterns = plainEdgePatterns(patching, prompt, found.edge)
  expect(found.pattern === null).toBe(patterns === null)
  if (patterns) {
    expectClose(found.pattern!.before, patterns.before.flat(), `${found.edge}: pattern before`)
    expectClose(found.pattern!.after, patterns.after.flat(), `${found.edge}: pattern after`)
  }
  const pair = experiment.pairs[prompt]
  const [own, other] = [pair.clean, pair.corrupt].map((tokens) => plainTrace(experiment.plain, tokens))
  const carries = plainCarries(experiment.plain, own, other, found.edge.split('->')[0])
  expect(found.carries.length).toBe(pair.clean.length)
  for (const [pos, { clean, corrupt, change }] of found.carries.entries())
    for (const [what, tokens] of Object.entries({ clean, corrupt, change })) {
      const logits = carries[what as keyof typeof carries][pos]
      // Empty where both runs are the same, or differ by less than a float32 shows.
      if (what === 'change' && tokens.length === 0)
        expectClose(
          logits,
          logits.map(() => 0),
          `${found.edge}: no change at ${pos}`,
        )
      else expectTop(tokens, logits, `${found.edge}: carries ${what} at ${pos}`)
    }
}

/** Each token has its own logit, and they are as large as the largest: which of equal ones comes first is rounding's. */
function expectTop(tokens: readonly WrittenToken[], logits: readonly number[], what: string): void {
  const { top } = extremes(logits)
  expect(new Set(tokens.map(({ id }) => id)).size).toBe(top.length)
  expectClose(
    tokens.map(({ logit }) => logit),
    top.map((id) => logits[id]),
    what,
  )
  expectClose(
    tokens.map(({ logit }) => logit),
    tokens.map(({ id }) => logits[id]),
    what,
  )
}

async function expectPatterns(explained: DrawnExplained, draw: Draw, prompt: number): Promise<void> {
  const { config, pairs } = explained.experiment
  const graph = graphOf(config)
  const edges = [draw.below(graph.edgeCount), draw.below(graph.edgeCount)]
  const circuits = [patchedCircuit(explained, edges), draw.of(drawCircuits(draw, graph))]
  const traces = await traceCircuits(explained, prompt, { circuits, means: await donorMeans(explained) })
  const [layer, head] = [draw.below(config.layerCount), draw.below(config.heads)]
  const size = pairs[prompt].clean.length ** 2
  for (const [i, circuit] of circuits.entries()) {
    const kept = new Set(Array.from(circuit.edges(), (edge) => edgeName(graph, edge)))
    const at = { prompt, head: `a${layer}.h${head}`, side: 'clean' } as const
    const expected = plainPatternWithout(patchingOf(explained), at, (edge) => !kept.has(edge))
    const found = traces[i].value('pattern', layer).data.subarray(head * size, (head + 1) * size)
    expectClose(found, expected.flat(), `${at.head} in circuit ${i}`)
  }
}

/** An edge of every kind of receiver, on a prompt of its own. */
async function expectSomeEdges(explained: DrawnExplained, draw: Draw): Promise<void> {
  const graph = graphOf(explained.experiment.config)
  const prompts = twoSided(explained)
  for (const kind of ['q', 'k', 'v', 'mlp', 'logits']) {
    const into = graph.receivers.filter((receiver) => receiver.kind === kind)
    if (into.length === 0) continue
    const { firstEdge, senderCount } = draw.of(into)
    await expectEdge(explained, draw.of(prompts), firstEdge + draw.below(senderCount))
  }
}

describe.each(seedsFrom(8100, 2 * TOPOLOGIES.length))('on the random model of seed %i', (seed) => {
  it('edges and patterns in circuits are those of the plain graph', async () => {
    const draw = new Draw(seed)
    const explained = drawExplained(draw, TOPOLOGIES[seed % TOPOLOGIES.length])
    await expectSomeEdges(explained, draw)
    await expectPatterns(explained, draw, draw.below(explained.experiment.pairs.length))
  })
})

describe.each(fixtureCases())('on $name', ({ open }) => {
  it('edges and patterns in circuits are those of the plain graph', async () => {
    const explained = await open()
    const draw = new Draw(explained.experiment.config.vocabSize)
    await expectSomeEdges(explained, draw)
    await expectPatterns(explained, draw, draw.of(twoSided(explained)))
  })
})

describeWithShared('edges and patterns in circuits of stories260K', (shared) => {
  it('are those of the plain graph', async () => {
    const explained = await folderCase(`${shared}/models/stories260K`).open()
    const draw = new Draw(1)
    await expectSomeEdges(explained, draw)
    await expectPatterns(explained, draw, 0)
  })
})
