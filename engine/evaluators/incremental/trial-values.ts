import { part, type Copies } from './node-runner'

/**
 * Values of one kind and size, by the sender or receiver they belong to: in the current circuit, and in the trial
 * under way, one copy for each of its circuits. Trials write into memory that is there before: what the runtime
 * allocates for each result counts as garbage to be collected all the time.
 */
export class TrialValues {
  /** [key] [size] */
  private readonly current = new Map<number, Float32Array>()
  /** [place, copies, size]; grown when needed. */
  private trial = new Float32Array()
  private places = new Map<number, number>()
  private copies = 1

  /** `size`: number of values of one key. */
  constructor(private readonly size: number) {}

  /** Nothing is known of the current circuit. */
  clear(): void {
    this.current.clear()
  }

  /** A trial of so many circuits begins, in which these change; the one before is forgotten. */
  begin(keys: readonly number[], copies: number): void {
    this.copies = copies
    this.places = new Map(keys.map((key, place) => [key, place]))
    const room = keys.length * copies * this.size
    if (this.trial.length < room) this.trial = new Float32Array(room)
  }

  changes(key: number): boolean {
    return this.places.has(key)
  }

  /** Where the trial writes, [copies, size], and where it is read from later on. */
  ofTrial(key: number): Copies {
    const { copies, size } = this
    const from = this.places.get(key)! * copies * size
    return { data: this.trial.subarray(from, from + copies * size), copies }
  }

  /** In the current circuit, [1, size]; null where nothing is known. */
  ofCircuit(key: number): Copies | null {
    const data = this.current.get(key)
    return data ? { data, copies: 1 } : null
  }

  set(key: number, values: Float32Array): void {
    const known = this.current.get(key)
    if (known) known.set(values)
    else this.current.set(key, values.slice())
  }

  /** Makes a copy of the trial the current circuit's. */
  accept(copy: number): void {
    for (const key of this.places.keys()) this.set(key, part(this.ofTrial(key), copy))
  }
}
