import { part, type Copies } from './node-runner'

/**
 * What senders' outputs differ in from their base (their values in the clean run): in the current circuit, and
 * in the trial under way, one copy for each of its circuits.
 */
export class SenderChanges {
  /** [sender] [cells] */
  private readonly current = new Map<number, Float32Array>()
  /** [place, copies, cells]; grown when needed. */
  private trial = new Float32Array()
  private places = new Map<number, number>()
  private copies = 1

  /** `cells`: values of one sender. */
  constructor(private readonly cells: number) {}

  /** No sender has changed. */
  clear(): void {
    this.current.clear()
  }

  /** A trial of so many circuits begins, which changes these senders; the one before is forgotten. */
  begin(senders: readonly number[], copies: number): void {
    this.copies = copies
    this.places = new Map(senders.map((sender, place) => [sender, place]))
    const size = senders.length * copies * this.cells
    if (this.trial.length < size) this.trial = new Float32Array(Math.ceil(1.25 * size))
  }

  /** Where the trial writes a sender's change, [copies, cells], and where it is read from later on. */
  ofTrial(sender: number): Copies {
    const { copies, cells } = this
    const from = this.places.get(sender)! * copies * cells
    return { data: this.trial.subarray(from, from + copies * cells), copies }
  }

  /** The change in the current circuit, [1, cells]; null where there is none. */
  ofCircuit(sender: number): Copies | null {
    const data = this.current.get(sender)
    return data ? { data, copies: 1 } : null
  }

  /** Makes a copy of the trial the current circuit's. */
  accept(sender: number, copy: number): void {
    const values = part(this.ofTrial(sender), copy)
    const known = this.current.get(sender)
    if (known) known.set(values)
    else this.current.set(sender, values.slice())
  }
}
