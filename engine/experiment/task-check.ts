import { PatchbayError, type RowTask } from '../../contract'
import type { PromptPair } from '../datasets'
import type { OpenModel, TransformerConfig } from '../model'
import { Session, type Feeds } from '../onnx'
import { plainGraph } from '../transformer'
import { defaultThreads, pairFeeds, type Side } from './experiment'
import { watchedConfig } from './no-numbers'
import { loadedWeights } from './open-experiment'
import { rowTask } from './row-task'

/** Lengths are rounded up to a multiple of this, so that prompts of nearly the same length share a session. */
const LENGTH_STEP = 8
/** Sessions that are kept: prompts of a set have few lengths. */
const MOST_SESSIONS = 4
/** Tokens of one run of the model: a part of a second on a small one. */
const TOKENS_AT_ONCE = 512
/** Logits of one run at most. */
const LOGIT_BYTES = 64 * 2 ** 20

/**
 * A model ready to say what it does on pairs of prompts, as they are typed: its weights are loaded once, and sessions are
 * kept.
 */
export class TaskCheck {
  private readonly sessions = new Map<number, Session>()

  private constructor(
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    private readonly tokenText: (id: number) => string,
    private readonly threads: number,
  ) {}

  /** @throws PatchbayError: the weights cannot be loaded. */
  static async open(model: OpenModel, threads = defaultThreads()): Promise<TaskCheck> {
    const weights = await loadedWeights(model)
    const config = watchedConfig(model.config, weights)
    return new TaskCheck(config, weights, (id) => model.tokenText(id), threads)
  }

  /**
   * [pair] what the model says of it. Once `isOver` says so it stops after the run it is in, and the others are null; at
   * least one run is made.
   * @throws PatchbayError (bad-input) where a pair cannot be run.
   */
  async rows(pairs: readonly PromptPair[], isOver: () => boolean = () => false): Promise<(RowTask | null)[]> {
    pairs.forEach((pair, row) => this.refuseOdd(pair, row))
    const found = pairs.map((): RowTask | null => null)
    for (const { length, rows } of this.batches(pairs)) {
      const some = rows.map((row) => pairs[row])
      const [clean, corrupt] = [
        await this.logits(some, 'clean', length),
        await this.logits(some, 'corrupt', length),
      ]
      rows.forEach((row, i) => {
        const logits = { clean: clean(i), corrupt: corrupt(i) }
        found[row] = rowTask(pairs[row], logits, this.tokenText)
      })
      if (isOver()) break
    }
    return found
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) await session.release()
    this.sessions.clear()
  }

  /** Pairs of one length, in order within it: not every model can be given padded ones. */
  private batches(pairs: readonly PromptPair[]): { length: number; rows: number[] }[] {
    const ofLength = new Map<number, number[]>()
    pairs.forEach((pair, row) => {
      const length = this.paddedLength(pair.clean.length)
      ofLength.set(length, [...(ofLength.get(length) ?? []), row])
    })
    return [...ofLength].flatMap(([length, rows]) => {
      const size = this.rowsAtOnce(length)
      return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => ({
        length,
        rows: rows.slice(i * size, (i + 1) * size),
      }))
    })
  }

  private rowsAtOnce(length: number): number {
    const columns = this.weights.unembed.dims[0]
    const most = Math.min(TOKENS_AT_ONCE / length, LOGIT_BYTES / (4 * columns))
    return Math.max(1, Math.floor(most))
  }

  /** Padding is seen where attention looks ahead; some models rotate positions otherwise from a length on. */
  private paddedLength(length: number): number {
    const { causal, contextLength, layers } = this.config
    if (!causal) return length
    const limits = layers.flatMap(({ attention }) => attention.rotary?.beyond?.length ?? [])
    const most = Math.min(contextLength, ...limits.filter((limit) => limit >= length))
    return Math.min(most, Math.ceil(length / LENGTH_STEP) * LENGTH_STEP)
  }

  /** Of each pair, as a view [vocab]. */
  private async logits(
    pairs: readonly PromptPair[],
    side: Side,
    length: number,
  ): Promise<(pair: number) => Float32Array> {
    const session = await this.session(length)
    const { logits } = await session.run({ ...this.weights, ...pairFeeds(pairs, side, length) })
    const columns = logits.data.length / pairs.length
    return (pair) => logits.data.subarray(pair * columns, (pair + 1) * columns)
  }

  private async session(length: number): Promise<Session> {
    const known = this.sessions.get(length)
    const { config, weights, threads } = this
    const session = known ?? (await Session.create(plainGraph(config, weights, length), { threads }))
    // The one used last is the last.
    this.sessions.delete(length)
    this.sessions.set(length, session)
    if (this.sessions.size > MOST_SESSIONS) {
      const [oldest, its] = this.sessions.entries().next().value!
      this.sessions.delete(oldest)
      await its.release()
    }
    return session
  }

  private refuseOdd(
    { clean, corrupt, answers, wrongAnswers, answerPosition }: PromptPair,
    row: number,
  ): void {
    const { contextLength, vocabSize } = this.config
    const refused = (why: string) => new PatchbayError('bad-input', `Pair ${row + 1}: ${why}.`)
    if (clean.length !== corrupt.length)
      throw refused(
        `clean has ${clean.length} tokens, corrupt ${corrupt.length}; both must have the same number`,
      )
    if (clean.length > contextLength)
      throw refused(`it has ${clean.length} tokens, and the model reads at most ${contextLength}`)
    if (answerPosition >= clean.length)
      throw refused(
        `position ${answerPosition} is beyond its end (tokens are counted from 0 to ${clean.length - 1})`,
      )
    const beyond = [...clean, ...corrupt, ...answers, ...wrongAnswers].find((id) => id >= vocabSize)
    if (beyond !== undefined)
      throw refused(`token id ${beyond} is outside the model's vocabulary (0 to ${vocabSize - 1})`)
  }
}
