import type { PromptPair } from '../datasets'
import { Session, type FloatTensor } from '../onnx'
import { TRACE_SITES, traceGraph, traceName, type TraceSite } from '../transformer'
import { paddedLength, pairFeeds, type Experiment, type Side } from '../experiment/experiment'

/** One run of some prompts, with all that explanations read. */
export interface RunTrace {
  pairs: readonly PromptPair[]
  side: Side
  /** Every prompt is padded to it. */
  length: number
  /** [batch, vocab] at the answer positions */
  logits: FloatTensor
  /** Whether values by rows (batch*pos) are those of the answer positions alone (batch). */
  atAnswers: boolean
  /** The stream before the final norm [1, 1, batch*pos, dModel]. */
  last: FloatTensor
  /** Shapes as in BlockSite, with one copy. */
  value(site: TraceSite, layer: number): FloatTensor
}

/** Traces plain runs of prompts of one length, part by part: sessions are kept for parts of as many prompts. */
export class RunTracer {
  private readonly sessions = new Map<number, Session>()

  /** `sites`: which are wanted in any run. */
  constructor(
    private readonly experiment: Experiment,
    private readonly sites: readonly TraceSite[] = TRACE_SITES,
    private readonly atAnswers = false,
  ) {}

  /** All prompts of `part`, which may be the whole experiment, at once; `sites`: which of the tracer's are wanted. */
  async trace(part: Experiment, side: Side, sites = this.sites): Promise<RunTrace> {
    const { weights, pairs } = part
    const length = paddedLength(part)
    const session = await this.session(pairs.length, length)
    const layers = Array.from({ length: part.config.layerCount }, (_, layer) => layer)
    const names = layers.flatMap((layer) => sites.map((site) => traceName(site, layer)))
    const made = await session.run({ ...weights, ...pairFeeds(pairs, side, length) }, {}, [
      'logits',
      'last',
      ...names,
    ])
    const value = (site: TraceSite, layer: number) => made[traceName(site, layer)]
    const { logits, last } = made
    return { pairs, side, length, atAnswers: this.atAnswers, logits, last, value }
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) await session.release()
    this.sessions.clear()
  }

  private async session(batch: number, length: number): Promise<Session> {
    const { config, weights, threads } = this.experiment
    const known = this.sessions.get(batch)
    if (known) return known
    const graph = traceGraph(config, weights, { length, batch, atAnswers: this.atAnswers }, this.sites)
    const session = await Session.create(graph, { threads })
    this.sessions.set(batch, session)
    return session
  }
}

/** The plain runs of all prompts of the experiment at once; `sites`: which are wanted, all without it. */
export async function traceRuns(
  experiment: Experiment,
  sides: readonly Side[],
  sites?: readonly TraceSite[],
): Promise<RunTrace[]> {
  const tracer = new RunTracer(experiment, sites)
  try {
    const traces: RunTrace[] = []
    for (const side of sides) traces.push(await tracer.trace(experiment, side))
    return traces
  } finally {
    await tracer.release()
  }
}
