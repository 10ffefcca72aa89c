import type { SetSummary } from '../../contract'
import type { Experiment } from '../experiment/experiment'
import { AttentionWrites } from './attention-writes'
import { PositionalScores } from './positional-scores'
import type { SummaryPart } from './summary-part'

/** What a summary of a set has found so far. It needs no weights: it goes on with a model that is loaded again. */
export class BegunSummary {
  readonly found: SummaryPart[] = []
  /** Parts whose positional shares are known. */
  sharesDone = 0
  /** On repeated random tokens, the last step of all: who is left after it must not make them again and again. */
  repeated: SetSummary['repeated'] | null = null
  /** Once there is nothing left to do. */
  summary: SetSummary | null = null

  private constructor(
    readonly writes: AttentionWrites,
    public positional: PositionalScores | null,
  ) {}

  /** Of what grows with the square of the prompts' length; the rest is small. */
  get bytes(): number {
    return this.summary ? 0 : (this.positional?.bytes ?? 0)
  }

  end(summary: SetSummary): void {
    this.summary = summary
    // Nobody asks for it any more, and it may be large.
    this.positional = null
  }

  /** Nothing yet. */
  static of(experiment: Experiment, keptBytes?: number): BegunSummary {
    return new BegunSummary(
      new AttentionWrites(experiment.config),
      PositionalScores.of(experiment, keptBytes),
    )
  }
}
