import { PatchbayError } from '../../contract'
import type {
  Ablation,
  AttentionReasons,
  Copying,
  Direction,
  EdgeEffects,
  EdgeOnPrompt,
  ExplainedPrompt,
  HeadOnPrompt,
  LogitLens,
  MetricName,
  SuggestedRoles,
  SummaryProgress,
} from '../../contract'
import type { PromptPair } from '../datasets'
import { unwatched } from '../experiment/baseline'
import { graphOf, type Experiment, type Side } from '../experiment/experiment'
import { budgetOf } from '../experiment/memory-budget'
import { openedExperiment } from '../experiment/open-experiment'
import { Circuit } from '../graph'
import type { OpenModel } from '../model'
import { attentionReasons } from './attention-reasons'
import type { BegunSummary } from './begun-summary'
import { CopyingHeads } from './copying-heads'
import { edgeEffects } from './edge-effects'
import { edgeOnPrompt } from './edge-on-prompt'
import type { Explained } from './explained'
import { explainMemory } from './explain-memory'
import { headOnPrompt } from './head-on-prompt'
import { logitLens } from './lens'
import { LogitDirections } from './logit-directions'
import { namedHead } from './named-head'
import { PromptTraces } from './prompt-traces'
import { suggestRoles } from './roles/suggest-roles'
import { RunningSummary } from './running-summary'

/** What is explained, as it is asked for: prompts encoded, the model still to be loaded. */
export interface ToExplain {
  pairs: readonly PromptPair[]
  /** One for each pair. */
  prompts: readonly ExplainedPrompt[]
  /** Edges; null without a circuit. */
  circuit: Int32Array | null
  metric: MetricName
  direction: Direction
  ablation: Ablation
}

export interface ExplainerOptions {
  /** Threads of the runtime. */
  threads: number
  /** What it may use at most; without it, a part of what is free. */
  memoryBytes?: number
  /** The summary as an earlier explainer of the same left it. */
  begun?: BegunSummary
}

export interface AttentionQuestion {
  prompt: number
  head: string
  query: number
  key: number
  run: Side
}

/**
 * Answers questions about a model on prompts. Its weights stay loaded, and the runs of the prompts that were asked about
 * last are kept. Nothing is computed before it is asked for. One question at a time.
 */
export class Explainer {
  private readonly traces: PromptTraces

  private readonly summarising: RunningSummary
  private readonly directions: LogitDirections
  private readonly copyingHeads: CopyingHeads
  private suggested: SuggestedRoles[] | null = null

  private constructor(
    private readonly explained: Explained,
    begun?: BegunSummary,
  ) {
    this.traces = new PromptTraces(explained)
    this.summarising = new RunningSummary(explained.experiment, begun)
    this.directions = new LogitDirections(explained.experiment)
    this.copyingHeads = new CopyingHeads(explained)
  }

  /** @throws PatchbayError: the weights cannot be loaded, do not fit, or give no numbers. */
  static async open(model: OpenModel, asked: ToExplain, options: ExplainerOptions): Promise<Explainer> {
    const { threads, memoryBytes, begun } = options
    const { pairs, prompts, circuit: edges, metric, direction, ablation } = asked
    const { weightBytes } = explainMemory(model.config, pairs, budgetOf(memoryBytes))
    const experiment = await unwatched(await openedExperiment(model, pairs, { threads, weightBytes }))
    const circuit = edges && Circuit.of(graphOf(experiment.config).edgeCount, edges)
    const tokenText = (id: number) => model.tokenText(id)
    return new Explainer({ experiment, prompts, circuit, metric, direction, ablation, tokenText }, begun)
  }

  /** Scores of all heads over all prompts: goes on with them until `isOver` says so. */
  summary(isOver: () => boolean): Promise<SummaryProgress> {
    return this.summarising.until(isOver)
  }

  /** One head on one prompt; with `cut`, its pattern in the clean run with these edges cut. */
  async head({ prompt, head, cut }: { prompt: number; head: string; cut?: number[] }): Promise<HeadOnPrompt> {
    this.refuseOdd(prompt, cut)
    const named = namedHead(this.explained.experiment.config, head)
    const { summary } = this.summarising
    return headOnPrompt(
      this.explained,
      { prompt, head: named, cut },
      { traces: this.traces, directions: this.directions, summary },
    )
  }

  /** Which tokens these heads write for tokens they read: a step for each head. */
  copying({ heads }: { heads: readonly string[] }): AsyncGenerator<unknown, Copying[]> {
    for (const head of heads) namedHead(this.explained.experiment.config, head)
    return this.copyingHeads.of(heads)
  }

  /** What the numbers suggest that these heads do, or all; the summary is made before, step by step. */
  async *roles({ heads }: { heads?: readonly string[] }): AsyncGenerator<unknown, SuggestedRoles[]> {
    for (const head of heads ?? []) namedHead(this.explained.experiment.config, head)
    const summary = yield* this.summarising.whole()
    this.suggested ??= yield* suggestRoles(this.explained, {
      summary,
      copyingOf: (some) => this.copyingHeads.of(some),
      means: await this.traces.means(),
    })
    return heads ? this.suggested.filter(({ head }) => heads.includes(head)) : this.suggested
  }

  /** What the model would say after each layer. */
  async lens({ prompt, run }: { prompt: number; run: Side }): Promise<LogitLens> {
    this.refuseOdd(prompt)
    return logitLens(this.explained, (await this.traces.both(prompt))[run], prompt)
  }

  /** Why a head looks from one position to another. */
  async attention({ prompt, head, query, key, run }: AttentionQuestion): Promise<AttentionReasons> {
    this.refuseOdd(prompt)
    const { experiment } = this.explained
    const { layer, head: index } = namedHead(experiment.config, head)
    refusePositions(experiment, prompt, { query, key })
    const trace = (await this.traces.both(prompt))[run]
    return attentionReasons(experiment, trace, { prompt, layer, head: index, query, key })
  }

  /** One edge on one prompt. */
  async edge({ prompt, edge }: { prompt: number; edge: number }): Promise<EdgeOnPrompt> {
    this.refuseOdd(prompt, [edge])
    const [traces, means] = [await this.traces.both(prompt), await this.traces.means()]
    return edgeOnPrompt(this.explained, { prompt, edge, traces, means })
  }

  /** One edge on all prompts: a step for each part of them. */
  edgeEffects({ edge }: { edge: number }): AsyncGenerator<unknown, EdgeEffects> {
    this.refuseOdd(0, [edge])
    return edgeEffects(this.explained, edge)
  }

  /** Its sessions go; what it knows of all prompts is for the next explainer of the same. */
  release(): Promise<BegunSummary> {
    return this.summarising.release()
  }

  /** @throws PatchbayError (bad-input) for a prompt or an edge that there is not. */
  private refuseOdd(prompt: number, edges: readonly number[] = []): void {
    const { pairs, config } = this.explained.experiment
    if (prompt >= pairs.length)
      throw new PatchbayError(
        'bad-input',
        `There is no prompt ${prompt}: they are counted from 0 to ${pairs.length - 1}.`,
      )
    const { edgeCount } = graphOf(config)
    const odd = edges.find((edge) => edge >= edgeCount)
    if (odd !== undefined)
      throw new PatchbayError(
        'bad-input',
        `There is no edge ${odd}: they are counted from 0 to ${edgeCount - 1}.`,
      )
  }
}

/** @throws PatchbayError (bad-input) for positions that the prompt does not have, or that the query does not see. */
function refusePositions(
  { pairs, config }: Experiment,
  prompt: number,
  { query, key }: Pick<AttentionQuestion, 'query' | 'key'>,
): void {
  const { length } = pairs[prompt].clean
  const odd = [query, key].find((position) => position >= length)
  if (odd !== undefined)
    throw new PatchbayError(
      'bad-input',
      `There is no position ${odd} in this prompt: they are counted from 0 to ${length - 1}.`,
    )
  if (config.causal && key > query)
    throw new PatchbayError(
      'bad-input',
      `Position ${query} does not see position ${key}, which comes after it.`,
    )
}
