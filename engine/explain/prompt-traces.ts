import type { CorruptMeans } from '../experiment/ablation'
import { paddedLength, type Side } from '../experiment/experiment'
import type { Circuit } from '../graph'
import { traceCircuits, type CircuitTrace } from './circuit-trace'
import { donorMeans } from './donor-means'
import type { Explained } from './explained'
import { KEPT_TRACES_BYTES, patternBytes, traceBytes } from './explain-memory'
import { KeptValues } from './kept-values'
import { onPrompt } from './one-prompt'
import { traceRuns, type RunTrace } from './run-trace'

export type BothTraces = Record<Side, RunTrace>

/** Runs of single prompts, with all that explanations read of them; those asked for last are kept. */
export class PromptTraces {
  private readonly runs = new KeptValues<number, BothTraces>(KEPT_TRACES_BYTES)
  private readonly inCircuit = new KeptValues<number, CircuitTrace>(KEPT_TRACES_BYTES / 4)
  private donors: { means: CorruptMeans | null } | null = null

  constructor(private readonly explained: Explained) {}

  /** At the prompt's own length. */
  both(prompt: number): Promise<BothTraces> {
    return this.runs.of(prompt, async () => {
      const one = onPrompt(this.explained.experiment, prompt)
      const [clean, corrupt] = await traceRuns(one, ['clean', 'corrupt'])
      return { value: { clean, corrupt }, bytes: 2 * traceBytes(one.config, paddedLength(one)) }
    })
  }

  /** The patterns of the prompt in the circuit that is explained. */
  circuit(prompt: number, circuit: Circuit): Promise<CircuitTrace> {
    return this.inCircuit.of(prompt, async () => {
      const value = await this.patternsIn(prompt, circuit)
      return { value, bytes: patternBytes(this.explained.experiment.config, value.length) }
    })
  }

  /** The patterns in any circuit. */
  async patternsIn(prompt: number, circuit: Circuit): Promise<CircuitTrace> {
    const question = { circuits: [circuit], means: await this.means(), sites: ['pattern' as const] }
    const [trace] = await traceCircuits(this.explained, prompt, question)
    return trace
  }

  /** As from donorMeans, made once. */
  async means(): Promise<CorruptMeans | null> {
    this.donors ??= { means: await donorMeans(this.explained) }
    return this.donors.means
  }
}
