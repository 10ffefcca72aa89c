import type { SetSummary, SummaryProgress } from '../../contract'
import type { Experiment } from '../experiment/experiment'
import { BegunSummary } from './begun-summary'
import { summarise } from './summary'

/** The summary of all prompts, made step by step by whoever waits for it; once it is there it is kept. */
export class RunningSummary {
  private steps: ReturnType<typeof summarise> | null = null
  private progress: Pick<SummaryProgress, 'done' | 'total'>

  constructor(
    private readonly experiment: Experiment,
    private begun: BegunSummary = BegunSummary.of(experiment),
  ) {
    const total = experiment.pairs.length
    this.progress = { done: begun.summary ? total : 0, total }
  }

  /** null until all is done. */
  get summary(): SetSummary | null {
    return this.begun.summary
  }

  /** Goes on until `isOver` says so, one step at least. */
  async until(isOver: () => boolean): Promise<SummaryProgress> {
    while (!this.summary) {
      await this.step()
      if (isOver()) break
    }
    return { ...this.progress, summary: this.summary }
  }

  /** The whole of it; each event is one step. */
  async *whole(): AsyncGenerator<SummaryProgress, SetSummary> {
    while (!this.summary) {
      await this.step()
      yield { ...this.progress, summary: null }
    }
    return this.summary
  }

  private async step(): Promise<void> {
    this.steps ??= summarise(this.experiment, { begun: this.begun })
    try {
      const { done, value } = await this.steps.next()
      if (!done) {
        this.progress = value
        return
      }
      this.begun.end(value)
      this.progress = { ...this.progress, done: this.progress.total }
    } catch (error) {
      // It cannot go on: the next who asks begins again.
      this.steps = null
      this.begun = BegunSummary.of(this.experiment)
      throw error
    }
  }

  /** Gives back what an unfinished one holds of the model; from what it leaves another can go on. */
  async release(): Promise<BegunSummary> {
    await this.steps?.return(undefined as never)
    this.steps = null
    return this.begun
  }
}
