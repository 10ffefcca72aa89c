/** What goes wrong with requests, in the order in which it was asked for. */
export interface Fault {
  /** A part of the path of the requests that it is about; all without it. */
  path?: string
  /** How many of them; all without it. */
  times?: number
  /** Answered in place of what was asked. */
  status?: number
  headers?: Record<string, string>
  /** The connection is cut after so many bytes of the body. */
  cutAfterBytes?: number
  /** The answer ends there as if it were whole. */
  endAfterBytes?: number
  /** One byte is another one. */
  isDamaged?: boolean
  /** Ranges are not known: every answer begins at the beginning. */
  ignoresRanges?: boolean
  /** The body waits there until the fault is taken back. */
  holdAfterBytes?: number
  bytesPerSecond?: number
}

/** Those that are still to come, and what waits for one to be taken back. */
export class Faults {
  private pending: Fault[] = []
  private readonly held = new Set<() => void>()

  add(fault: Fault): void {
    this.pending.push({ ...fault })
  }

  /** Takes all back; what was held goes on. */
  clear(): void {
    this.pending = []
    for (const go of this.held) go()
    this.held.clear()
  }

  /** The first that is about a request. */
  take(path: string): Fault {
    const fault = this.pending.find((each) => path.includes(each.path ?? ''))
    if (!fault) return {}
    if (fault.times !== undefined && --fault.times <= 0) this.pending.splice(this.pending.indexOf(fault), 1)
    return fault
  }

  untilCleared(): Promise<void> {
    return new Promise((resolve) => this.held.add(resolve))
  }
}
