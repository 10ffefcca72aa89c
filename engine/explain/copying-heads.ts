import type { Copying } from '../../contract'
import { copyingOf } from './copying'
import { copyingTokens, type CopyingTokens } from './copying-tokens'
import type { Explained } from './explained'
import { namedHead } from './named-head'

/** What heads copy, each measured once. */
export class CopyingHeads {
  private read: Promise<CopyingTokens> | null = null
  private readonly known = new Map<string, Copying>()

  constructor(private readonly explained: Explained) {}

  /** In the order that they are named; each event is one head. */
  async *of(heads: readonly string[]): AsyncGenerator<string, Copying[]> {
    const found: Copying[] = []
    for (const name of heads) {
      if (!this.known.has(name)) {
        this.known.set(name, await this.measured(name))
        yield name
      }
      found.push(this.known.get(name)!)
    }
    return found
  }

  private async measured(name: string): Promise<Copying> {
    const { experiment } = this.explained
    const head = namedHead(experiment.config, name)
    this.read ??= copyingTokens(experiment)
    return copyingOf(this.explained, head, await this.read)
  }
}
