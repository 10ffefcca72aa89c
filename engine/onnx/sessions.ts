import type { Graph } from './graph'
import { Session, type SessionOptions } from './session'

/** Sessions by name, each made at the first call for it; where that fails, tried again at the next. */
export class Sessions {
  private readonly made = new Map<string, Promise<Session>>()

  constructor(private readonly options: SessionOptions) {}

  get(name: string, graph: () => Graph): Promise<Session> {
    const known = this.made.get(name)
    if (known) return known
    const created = Session.create(graph(), this.options)
    this.made.set(name, created)
    created.catch(() => this.made.delete(name))
    return created
  }

  /** All of them, or those of these names. */
  async release(isMeant: (name: string) => boolean = () => true): Promise<void> {
    for (const [name, session] of this.made) {
      if (!isMeant(name)) continue
      this.made.delete(name)
      await (await session).release()
    }
  }
}
