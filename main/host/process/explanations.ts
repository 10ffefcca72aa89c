import { PatchbayError } from '../../../contract'
import { entryFile } from './child-job'
import type { ExplainAnswer, ExplainArgs, ExplainName, ExplainQuestion } from './explain-questions'
import type { Explanation, ExplainerQuestion } from './explainer'
import { KeptProcess } from './kept-process'

/** What explanations are of; of a thousand prompts it is about a megabyte. */
const MOST_DEFINED = 50
/** A person reads between questions, and loading a model again takes seconds. */
const IDLE_MS = 5 * 60_000
/** A step ends before, and the model need not be loaded again. */
const CANCEL_MS = 20_000

export interface ExplanationsOptions {
  explainerFile?: string
  execArgv?: string[]
  idleMs?: number
  cancelMs?: number
}

/** Asks a process of its own what models do. What was opened is sent again to a process that was lost. */
export class Explanations {
  private readonly explainer: KeptProcess<ExplainerQuestion, unknown>
  /** `knownIn`: the number of the process that knows it. */
  private readonly defined = new Map<string, { definition: Explanation; knownIn: number }>()

  constructor({
    explainerFile = entryFile('explainer'),
    idleMs = IDLE_MS,
    cancelMs = CANCEL_MS,
    execArgv,
  }: ExplanationsOptions = {}) {
    const lost = (reason: string) =>
      `The explanation was not made: its process ended (${reason}); the model may be too large for the memory that is free.`
    this.explainer = new KeptProcess({ file: explainerFile, lost, idleMs, cancelMs, execArgv })
  }

  /** The one opened last is forgotten last. */
  open(id: string, definition: Explanation): void {
    this.defined.delete(id)
    this.defined.set(id, { definition, knownIn: 0 })
    if (this.defined.size > MOST_DEFINED) this.defined.delete(this.defined.keys().next().value!)
  }

  /** @throws PatchbayError: it was not opened here, as the Explainer does, or the process was lost. */
  async ask<Name extends ExplainName>(
    id: string,
    name: Name,
    args: ExplainArgs<Name>,
    signal?: AbortSignal,
  ): Promise<ExplainAnswer<Name>> {
    const known = this.defined.get(id)
    if (!known) throw new PatchbayError('not-found', 'This explanation is not open: open it again.')
    const question = { name, args } as ExplainQuestion
    const answer = await this.explainer.ask((process) => {
      const definition = known.knownIn === process ? undefined : known.definition
      known.knownIn = process
      return { explanation: id, definition, question }
    }, signal)
    return answer as ExplainAnswer<Name>
  }

  close(): void {
    this.explainer.end()
  }
}
