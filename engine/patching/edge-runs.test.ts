import { describe, expect, it } from 'vitest'
import { experimentOf, tinyReferences } from '../../fixtures/method-references'
import { withSharedPrefix } from '../../fixtures/shared-prefix'
import type { PromptPair } from '../datasets'
import { MetricMeter } from '../metrics'
import { graphOf } from './acdc-on-pairs'
import { attributionPatching, placeEffects } from './attribution-patching'
import { changingRows } from './changing-rows'
import { eap } from './eap'
import { EdgeRuns } from './edge-runs'
import { paddedLength, resultOf, type Experiment } from './experiment'
import type { PlaceChoice } from './places'

/** Of some pairs only the end differs, and these are shorter; of the last one nothing does. */
function mixed(pairs: readonly PromptPair[]): PromptPair[] {
  const same = withSharedPrefix(pairs[2], 0)
  return [
    pairs[0],
    withSharedPrefix(pairs[1], 0),
    withSharedPrefix(pairs[1]),
    { ...same, corrupt: same.clean },
  ]
}

/** EAP, noising, logit_diff, with these rows run. */
async function scoresAt(experiment: Experiment, rows: readonly number[]): Promise<Float64Array> {
  const { config, pairs } = experiment
  const graph = graphOf(config)
  const scores = new Float64Array(graph.edgeCount)
  const runs = new EdgeRuns(experiment, graph, pairs, rows)
  const { base } = await runs.both({ donor: 'corrupt', base: 'clean' }, 'saved')
  const seed = new MetricMeter(pairs, base.logits.data).gradient('logit_diff', base.logits.data)
  await runs.addScores(scores, base, seed, 1)
  await runs.release()
  return scores
}

/** Per sender the sum over receivers: the gradient at a sender is the sum of those at all who read it. */
function sumsBySender({ config }: Experiment, scores: Float64Array): number[] {
  const graph = graphOf(config)
  const sums = graph.senders.map(() => 0)
  for (const { senderCount, firstEdge } of graph.receivers)
    for (let sender = 0; sender < senderCount; sender++) sums[sender] += scores[firstEdge + sender]
  return sums
}

/** Attribution of the embedding, every head and MLP, in the order of senders. */
async function senderAttribution(experiment: Experiment): Promise<number[]> {
  const { config } = experiment
  const result = await resultOf(
    attributionPatching(experiment, { metric: 'logit_diff', direction: 'noising' }),
  )
  const effects = (choice: PlaceChoice) =>
    placeEffects(config, result, choice).filter(({ pos }) => pos === undefined)
  const [heads, mlps] = [effects('heads'), config.mlp.kind === 'none' ? [] : effects('mlp')]
  const embedding = placeEffects(config, result, 'resid')
    .filter(({ layer }) => layer === 0)
    .reduce((sum, { effect }) => sum + effect, 0)
  return graphOf(config).senders.map(({ kind, layer, head }) => {
    if (kind === 'input') return embedding
    const found = (kind === 'mlp' ? mlps : heads).find(
      (one) => one.layer === layer && (kind === 'mlp' || one.head === head),
    )
    return found!.effect
  })
}

const close = (values: ArrayLike<number>) => Array.from(values, (value) => expect.closeTo(value, 5) as number)

for (const reference of tinyReferences()) {
  describe(`prompts of ${reference.name} that share beginnings and differ in length`, () => {
    const load = async () => {
      const experiment = await experimentOf(reference.task)
      return { ...experiment, pairs: mixed(experiment.pairs) }
    }

    it('have the scores of a run over all rows', async () => {
      const experiment = await load()
      const { config, pairs } = experiment
      const length = paddedLength(experiment)
      const all = Array.from({ length: pairs.length * length }, (_, row) => row)
      const some = changingRows(config, pairs, length)
      expect(some.length).toBeLessThan(all.length / 2)
      const [expected, scores] = [await scoresAt(experiment, all), await scoresAt(experiment, some)]
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3)
      expect([...scores]).toEqual(close(expected))
    })

    it('have edges that sum up to the attribution of their sender, whether attention is causal or not', async () => {
      const causal = await load()
      const { config, pairs } = await experimentOf(reference.task)
      const lookingAhead = { ...causal, pairs, config: { ...config, causal: false } }
      for (const experiment of [causal, lookingAhead]) {
        const { scores } = await resultOf(eap(experiment, { metric: 'logit_diff', direction: 'noising' }))
        expect(sumsBySender(experiment, scores)).toEqual(close(await senderAttribution(experiment)))
      }
    })
  })
}
