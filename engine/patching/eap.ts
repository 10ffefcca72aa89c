import { PatchbayError, type MetricName } from '../../contract'
import type { PromptPair } from '../datasets'
import type { ComputationalGraph } from '../graph'
import { MetricMeter } from '../metrics'
import { floatTensor, Session, type Feeds, type FloatTensor } from '../onnx'
import { edgeGradientGraphs, receiverGroups } from '../transformer'
import { graphOf } from './acdc-on-pairs'
import {
  baselineOf,
  baseSide,
  checkGradientMetric,
  difference,
  donorSide,
  inBatches,
  paddedLength,
  pairFeeds,
  type Baseline,
  type Direction,
  type Experiment,
  type Method,
  type Passes,
  type Side,
} from './experiment'
import { promptsPerGradient } from './gradient-memory'

export interface EapOptions {
  metric: MetricName
  direction: Direction
  /** Steps of EAP-IG; without it plain EAP. */
  igSteps?: number
}

export interface EapResult {
  /** [edge] estimate of (metric with only that edge patched) - (metric of the base run) */
  scores: Float64Array
  baseline: Baseline
  passes: Passes
}

/**
 * Edge attribution patching (Syed et al. 2023): for every edge the sum over prompts, positions and dModel of
 * (sender in the donor run - in the base run) * d metric / d (receiver input), gradient on the base run; two
 * forwards and one backward for all edges. EAP-IG (Hanna et al. 2024, "inputs", as its code has it): the
 * gradient is averaged over n runs whose token embedding is corrupt + (k/n)(clean - corrupt), k = 0..n-1,
 * in both directions.
 * @throws PatchbayError (bad-input) for kl with noising (plain EAP), for steps that are no count.
 */
export async function* eap(experiment: Experiment, options: EapOptions): Method<EapResult> {
  const { metric, direction, igSteps } = options
  if (igSteps === undefined) checkGradientMetric(metric, direction)
  else checkSteps(igSteps)
  const { config, pairs } = experiment
  const graph = graphOf(config)
  const length = paddedLength(experiment)
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const total = batches.length * (igSteps ?? 1)
  const scores = new Float64Array(graph.edgeCount)
  const logits: Record<Side, Float32Array[]> = { clean: [], corrupt: [] }
  let done = 0
  yield { type: 'stage', stage: 'scoring edges' }
  for (const batch of batches) {
    const runs = await EdgeRuns.create(experiment, graph, batch, length, igSteps !== undefined)
    try {
      const clean = await runs.fromTokens('clean')
      const corrupt = await runs.fromTokens('corrupt')
      logits.clean.push(clean.logits.data)
      logits.corrupt.push(corrupt.logits.data)
      const sides = { clean, corrupt }
      const [base, donor] = [sides[baseSide(direction)], sides[donorSide(direction)]]
      const delta = difference(donor.senders.data, base.senders.data)
      const meter = new MetricMeter(batch, clean.logits.data)
      for (let step = 0; step < (igSteps ?? 1); step++) {
        const at = igSteps === undefined ? base : await runs.between(corrupt, clean, step / igSteps)
        const part = await runs.scores(at, meter.gradient(metric, at.logits.data), delta, baseSide(direction))
        const share = batch.length / pairs.length / (igSteps ?? 1)
        part.forEach((score, edge) => (scores[edge] += score * share))
        yield { type: 'progress', done: ++done, total }
      }
    } finally {
      await runs.release()
    }
  }
  const steps = igSteps ?? 0
  const passes = { forwards: 2 + steps, backwards: Math.max(1, steps) }
  return { scores, baseline: baselineOf(pairs, logits).baseline, passes }
}

type RunResults = Record<string, FloatTensor>

/** The sessions of one batch of prompts. */
class EdgeRuns {
  private constructor(
    private readonly experiment: Experiment,
    private readonly graph: ComputationalGraph,
    private readonly pairs: readonly PromptPair[],
    private readonly length: number,
    private readonly sessions: { tokens: Session; stream: Session; backward: Session },
  ) {}

  static async create(
    experiment: Experiment,
    graph: ComputationalGraph,
    pairs: readonly PromptPair[],
    length: number,
    fromStream: boolean,
  ): Promise<EdgeRuns> {
    const { config, weights, threads } = experiment
    const graphs = (start: 'tokens' | 'stream') =>
      edgeGradientGraphs(config, weights, { length, batch: pairs.length, start })
    const tokens = graphs('tokens')
    const forward = await Session.create(tokens.forward, { threads })
    const stream = fromStream ? graphs('stream') : tokens
    const sessions = {
      tokens: forward,
      stream: fromStream ? await Session.create(stream.forward, { threads }) : forward,
      backward: await Session.create(stream.backward, { threads }),
    }
    return new EdgeRuns(experiment, graph, pairs, length, sessions)
  }

  fromTokens(side: Side): Promise<RunResults> {
    return this.sessions.tokens.run({
      ...this.experiment.weights,
      ...pairFeeds(this.pairs, side, this.length),
    })
  }

  /** The run whose embedding lies `share` of the way from one run's to another's. */
  async between(from: RunResults, to: RunResults, share: number): Promise<RunResults> {
    const cells = this.pairs.length * this.length * this.experiment.config.dModel
    const [start, end] = [from.senders.data, to.senders.data]
    const data = Float32Array.from({ length: cells }, (_, i) => start[i] + share * (end[i] - start[i]))
    const stream = floatTensor(data, [1, 1, this.pairs.length * this.length, this.experiment.config.dModel])
    const { answerRows } = pairFeeds(this.pairs, 'clean', this.length)
    return { ...(await this.sessions.stream.run({ ...this.experiment.weights, answerRows, stream })), stream }
  }

  /** [edge] products of the senders' changes with the gradients on the run `at`. */
  async scores(at: RunResults, seed: Float32Array, delta: Float32Array, side: Side): Promise<Float64Array> {
    const { weights } = this.experiment
    const tokens = pairFeeds(this.pairs, side, this.length)
    const seedTensor = floatTensor(seed, at.logits.dims)
    const results = await this.sessions.backward.run({
      ...weights,
      ...tokens,
      ...at,
      ...this.deltaFeeds(delta),
      seed: seedTensor,
    })
    const scores = new Float64Array(this.graph.edgeCount)
    for (const { name, firstEdge } of receiverGroups(this.graph))
      scores.set(results[`scores.${name}`].data, firstEdge)
    return scores
  }

  async release(): Promise<void> {
    for (const session of new Set(Object.values(this.sessions))) await session.release()
  }

  /** `delta.S`: changes of the first S senders, as views. */
  private deltaFeeds(delta: Float32Array): Feeds {
    const cells = delta.length / this.graph.senders.length
    const feeds: Feeds = {}
    for (const { senderCount } of receiverGroups(this.graph)) {
      feeds[`delta.${senderCount}`] = floatTensor(delta.subarray(0, senderCount * cells), [
        senderCount,
        cells,
      ])
    }
    return feeds
  }
}

function checkSteps(steps: number): void {
  if (Number.isSafeInteger(steps) && steps > 0) return
  throw new PatchbayError(
    'bad-input',
    `the number of EAP-IG steps is ${steps}: give a whole number above 0 such as 5.`,
  )
}
