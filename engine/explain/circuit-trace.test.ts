import { describe, it } from 'vitest'
import { expectClose } from '../../testing/expect-close'
import { drawCircuits } from '../../testing/random-circuits'
import { drawExplained, type DrawnExplained } from '../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { sweptLogits } from '../../testing/swept-logits'
import { evaluatorSetup } from '../evaluators'
import { graphOf, type Side } from '../experiment/experiment'
import { runsOf } from '../experiment/prompt-parts'
import { Circuit } from '../graph'
import { CIRCUIT_SITES } from '../transformer'
import { traceCircuits, type CircuitTrace } from './circuit-trace'
import { donorMeans } from './donor-means'
import { onPrompt } from './one-prompt'
import { traceRuns, type RunTrace } from './run-trace'

describe.each(TOPOLOGIES)('a prompt traced in circuits of random models (%s)', (topology) => {
  for (const seed of seedsFrom(1, 3)) {
    it(`is the clean run with every edge, and attends as the corrupt one without any (seed ${seed})`, async () => {
      const draw = new Draw(seed)
      const explained: DrawnExplained = { ...drawExplained(draw, topology), ablation: 'resample' }
      const { experiment } = explained
      const prompt = draw.below(experiment.pairs.length)
      const { edgeCount } = graphOf(experiment.config)
      const circuits = [Circuit.full(edgeCount), Circuit.empty(edgeCount)]
      const plain = await traceRuns(onPrompt(experiment, prompt), ['clean', 'corrupt'])
      for (const direction of ['noising', 'denoising'] as const) {
        const traces = await traceCircuits(explained, prompt, { circuits, direction, means: null })
        const order: Side[] = direction === 'noising' ? ['clean', 'corrupt'] : ['corrupt', 'clean']
        for (const [i, side] of order.entries())
          expectSame(
            explained,
            traces[i],
            plain.find((one) => one.side === side)!,
          )
      }
    })

    it(`ends as circuits do when they are judged (seed ${seed})`, async () => {
      const draw = new Draw(seed)
      const explained = drawExplained(draw, topology)
      const { experiment, ablation } = explained
      const prompt = draw.below(experiment.pairs.length)
      const circuits = drawCircuits(draw, graphOf(experiment.config))
      const means = await donorMeans(explained)
      const traces = await traceCircuits(explained, prompt, { circuits, means })
      const judged = await judgedLogits(explained, circuits)
      const vocab = experiment.config.vocabSize
      for (const [i, { logits }] of traces.entries())
        expectClose(logits.data, judged[i].subarray(prompt * vocab, (prompt + 1) * vocab), `${ablation} ${i}`)
    })
  }
})

/** Of all prompts. */
async function judgedLogits(
  { experiment, ablation }: DrawnExplained,
  circuits: readonly Circuit[],
): Promise<Float32Array[]> {
  const setup = evaluatorSetup(experiment, await runsOf(experiment), 'kl', ablation)
  return sweptLogits(setup, circuits)
}

function expectSame({ experiment }: DrawnExplained, found: CircuitTrace, expected: RunTrace): void {
  expectClose(found.logits.data, expected.logits.data, 'logits')
  for (let layer = 0; layer < experiment.config.layerCount; layer++)
    for (const site of CIRCUIT_SITES)
      expectClose(
        found.value(site, layer).data,
        expected.value(site, layer).data,
        `${site} of layer ${layer}`,
      )
}
