import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close'
import { plainCarries, plainEdgeOnPrompt, plainEdgePatterns } from '../../testing/plain/plain-edge-explained'
import type { Rows } from '../../testing/plain/plain-math'
import { plainTrace } from '../../testing/plain/plain-trace'
import { drawExplained, type DrawnExplained } from '../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import type { WrittenToken } from '../../contract'
import { graphOf } from '../experiment/experiment'
import { resultOf } from '../experiment/progress'
import { patchedCircuit, traceCircuits } from './circuit-trace'
import { donorMeans } from './donor-means'
import { edgeEffects } from './edge-effects'
import { edgeOnPrompt } from './edge-on-prompt'
import { onPrompt } from './one-prompt'
import { traceRuns } from './run-trace'

describe.each(TOPOLOGIES)('an edge on one prompt of random models (%s)', (topology) => {
  for (const seed of seedsFrom(1, 3)) {
    it(`does, by position too, what the definition says and what it does among all prompts (seed ${seed})`, async () => {
      const { explained, prompt, edge } = drawQuestion(seed)
      const found = await edgeFound(explained, prompt, edge)
      const effects = await resultOf(edgeEffects(explained, edge))
      const plain = plainEdgeOnPrompt(plainOf(explained), prompt, found.edge)
      expectClose([found.base, found.patched], [plain.base, plain.patched])
      expectClose([found.base, found.patched], [effects.base[prompt], effects.patched[prompt]])
      expectClose(found.byPosition, plain.byPosition())
    })

    it(`moves its receiver's attention as the definition says and a circuit without it does (seed ${seed})`, async () => {
      const { explained, prompt, edge } = drawQuestion(seed, { intoHead: true })
      const { edge: name, pattern } = await edgeFound(explained, prompt, edge)
      const plain = plainEdgePatterns(plainOf(explained), prompt, name)!
      expectClose(pattern!.before, plain.before.flat())
      expectClose(pattern!.after, plain.after.flat())
      expectClose(pattern!.after, await patternWithout(explained, prompt, edge))
    })

    it(`carries the tokens that the definition says (seed ${seed})`, async () => {
      const { explained, prompt, edge } = drawQuestion(seed)
      const { edge: name, carries } = await edgeFound(explained, prompt, edge)
      const { plain, pairs } = explained.experiment
      const [clean, corrupt] = [pairs[prompt].clean, pairs[prompt].corrupt].map((ids) =>
        plainTrace(plain, ids),
      )
      const expected = plainCarries(plain, clean, corrupt, name.split('->')[0])
      expect(carries).toHaveLength(pairs[prompt].clean.length)
      for (const part of ['clean', 'corrupt', 'change'] as const)
        carries.forEach((tokens, pos) => {
          const logits = expected[part][pos]
          // Where both runs are the same, nothing is between them.
          if (part === 'change' && logits.every((logit) => logit === 0)) expect(tokens[part]).toEqual([])
          else expectTop(tokens[part], logits)
        })
    })
  }

  function drawQuestion(seed: number, { intoHead = false } = {}) {
    const draw = new Draw(seed)
    const explained = drawExplained(draw, topology)
    const { receivers } = graphOf(explained.experiment.config)
    const prompt = draw.below(explained.experiment.pairs.length)
    const into = draw.of(receivers.filter(({ head }) => head >= 0 || !intoHead))
    return { explained, prompt, edge: into.firstEdge + draw.below(into.senderCount) }
  }
})

async function edgeFound(explained: DrawnExplained, prompt: number, edge: number) {
  const one = onPrompt(explained.experiment, prompt)
  const [clean, corrupt] = await traceRuns(one, ['clean', 'corrupt'])
  const means = await donorMeans(explained)
  return edgeOnPrompt(explained, { edge, prompt, traces: { clean, corrupt }, means })
}

/** Of the head that the edge leads into, [pos, pos]. */
async function patternWithout(
  explained: DrawnExplained,
  prompt: number,
  edge: number,
): Promise<Float32Array> {
  const graph = graphOf(explained.experiment.config)
  const { head, layer } = graph.receivers[graph.edgeReceiver[edge]]
  const [{ length, value }] = await traceCircuits(explained, prompt, {
    circuits: [patchedCircuit(explained, [edge])],
    direction: explained.direction,
    means: await donorMeans(explained),
  })
  return value('pattern', layer).data.subarray(head * length ** 2, (head + 1) * length ** 2)
}

const plainOf = ({ experiment, metric, direction, ablation }: DrawnExplained) => ({
  model: experiment.plain,
  pairs: experiment.pairs,
  metric,
  direction,
  ablation,
})

/** The largest five of the logits, each with its own. */
function expectTop(tokens: readonly WrittenToken[], logits: Rows[number]): void {
  const largest = [...logits].sort((a, b) => b - a).slice(0, 5)
  expectClose(
    tokens.map(({ logit }) => logit),
    largest,
  )
  expectClose(
    tokens.map(({ id }) => logits[id]),
    largest,
  )
}
