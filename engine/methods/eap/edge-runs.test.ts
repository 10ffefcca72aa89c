import type { Direction, SiteFamily } from '../../../contract'
import { describe, expect, it } from 'vitest'
import { experimentOf, tinyReferences } from '../../../testing/method-references'
import { drawExperiment } from '../../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../../../testing/random-models'
import { withSharedPrefix } from '../../../testing/shared-prefix'
import type { PromptPair } from '../../datasets'
import { MetricMeter } from '../../metrics'
import { changingRows } from '../../experiment/changing-rows'
import { baseSide, donorSide, type Experiment, graphOf, paddedLength } from '../../experiment/experiment'
import { attributeSites, siteEffects } from '../attribution/attribution-patching'
import { eap } from './eap'
import { EdgeRuns } from './edge-runs'
import { resultOf } from '../../experiment/progress'

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

interface Choice {
  direction: Direction
  igSteps?: number
  /** The rows that are run; those that can change without them. */
  rows?: readonly number[]
}

/** EAP with logit_diff. */
async function scoresOf(experiment: Experiment, { direction, igSteps, rows }: Choice): Promise<Float64Array> {
  const { config, pairs } = experiment
  const graph = graphOf(config)
  const scores = new Float64Array(graph.edgeCount)
  const runs = new EdgeRuns(experiment, graph, igSteps ? 'others' : 'saved', rows)
  const { donor, base } = await runs.both({ donor: donorSide(direction), base: baseSide(direction) })
  const [clean, corrupt] = direction === 'noising' ? [base, donor] : [donor, base]
  const meter = new MetricMeter(pairs, clean.logits.data)
  for (let step = 0; step < (igSteps ?? 1); step++) {
    const at = igSteps ? await runs.between(corrupt, clean, step / igSteps, donor) : base
    await runs.addScores(scores, at, meter.gradient('logit_diff', at.logits.data), 1 / (igSteps ?? 1))
  }
  await runs.release()
  return scores
}

const allRows = (experiment: Experiment) =>
  Array.from({ length: experiment.pairs.length * paddedLength(experiment) }, (_, row) => row)

const CHOICES: Choice[] = [
  { direction: 'noising' },
  { direction: 'denoising' },
  { direction: 'noising', igSteps: 2 },
  { direction: 'denoising', igSteps: 2 },
]

async function expectAllRowsToAgree(experiment: Experiment): Promise<void> {
  for (const choice of CHOICES) {
    const expected = await scoresOf(experiment, { ...choice, rows: allRows(experiment) })
    expect([...(await scoresOf(experiment, choice))]).toEqual(close(expected))
  }
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
  const result = await resultOf(attributeSites(experiment, { metric: 'logit_diff', direction: 'noising' }))
  const effects = (choice: SiteFamily) =>
    siteEffects(config, result, choice).filter(({ pos }) => pos === undefined)
  const [heads, mlps] = [effects('heads'), config.mlp.kind === 'none' ? [] : effects('mlp')]
  const embedding = siteEffects(config, result, 'resid')
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

    it('have the scores of a run over all rows, in both directions, EAP-IG too, however many layers', async () => {
      const experiment = await load()
      const { config, pairs } = experiment
      const some = changingRows(config, pairs, paddedLength(experiment), 'resample')
      expect(some.length).toBeLessThan(allRows(experiment).length / 2)
      const scores = await scoresOf(experiment, { direction: 'noising' })
      expect(Math.max(...scores.map(Math.abs))).toBeGreaterThan(1e-3)
      await expectAllRowsToAgree(experiment)
      await expectAllRowsToAgree({ ...experiment, config: { ...config, layerCount: 1 } })
    })

    it('have the mean scores of their halves', async () => {
      const experiment = await load()
      const { pairs } = experiment
      const [first, second] = await Promise.all(
        [pairs.slice(0, 2), pairs.slice(2)].map((half) =>
          scoresOf({ ...experiment, pairs: half }, { direction: 'noising' }),
        ),
      )
      const whole = await scoresOf(experiment, { direction: 'noising' })
      expect([...whole]).toEqual(close(first.map((score, edge) => (score + second[edge]) / 2)))
    })

    it('have edges that sum up to the attribution of their sender, whether attention is causal or not', async () => {
      const causal = await load()
      const { config, pairs } = await experimentOf(reference.task)
      const lookingAhead = { ...causal, pairs, config: { ...config, causal: false } }
      for (const experiment of [causal, lookingAhead]) {
        const { scores } = await resultOf(eap(experiment, { metric: 'logit_diff', direction: 'noising' }))
        expect(sumsBySender(experiment, scores.score)).toEqual(close(await senderAttribution(experiment)))
      }
    })
  })
}

describe.each(TOPOLOGIES)('on random models (%s) and prompts', (topology) => {
  for (const seed of seedsFrom(1, 9)) {
    it(`the rows that can change are enough, and edges sum up to their sender (seed ${seed})`, async () => {
      const experiment = drawExperiment(new Draw(seed), topology)
      await expectAllRowsToAgree(experiment)
      const scores = await scoresOf(experiment, { direction: 'noising' })
      expect(sumsBySender(experiment, scores)).toEqual(close(await senderAttribution(experiment)))
    })
  }
})
