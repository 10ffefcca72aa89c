/**
 * What senders' outputs differ in from their base (their values in the clean run): in the current circuit, and
 * in the trial under way, one copy for each of its circuits. Senders get slots as they first change, so that
 * those that change together lie side by side and a receiver's input is one matrix product over a range.
 */
export class SenderChanges {
  private readonly slots = new Map<number, number>()
  /** [slot, cells] and [slot, copies, cells]; grown when needed. */
  private current = new Float32Array()
  private trial = new Float32Array()
  private copies = 1

  /** `cells`: values of one sender. */
  constructor(private readonly cells: number) {}

  get count(): number {
    return this.slots.size
  }

  has(sender: number): boolean {
    return this.slots.has(sender)
  }

  slotOf(sender: number): number {
    return this.slots.get(sender)!
  }

  /** No sender has changed. */
  clear(): void {
    this.slots.clear()
  }

  /** Gives senders without a change so far their slots. */
  add(sender: number): void {
    if (!this.slots.has(sender)) this.slots.set(sender, this.slots.size)
  }

  /** A trial of so many circuits begins; the one before is forgotten. */
  begin(copies: number): void {
    this.copies = copies
    this.current = grown(this.current, this.count * this.cells)
    const size = this.count * copies * this.cells
    // What a trial left behind is never read (masks are 0 there), but it has to be finite.
    if (this.trial.length < size) this.trial = new Float32Array(Math.ceil(1.25 * size))
  }

  /** Where the trial writes a sender's change: [copies, cells]. */
  written(sender: number): Float32Array {
    return this.changed(this.slotOf(sender), 1)
  }

  /** [slots, copies, cells] */
  changed(firstSlot: number, slots: number): Float32Array {
    const size = this.copies * this.cells
    return this.trial.subarray(firstSlot * size, (firstSlot + slots) * size)
  }

  /** [slots, cells] */
  values(firstSlot: number, slots: number): Float32Array {
    return this.current.subarray(firstSlot * this.cells, (firstSlot + slots) * this.cells)
  }

  /** Makes a copy of the trial the current circuit's. */
  accept(sender: number, copy: number): void {
    const slot = this.slotOf(sender)
    const from = (slot * this.copies + copy) * this.cells
    this.current.set(this.trial.subarray(from, from + this.cells), slot * this.cells)
  }

  /** After values that are no numbers: 0 * NaN would spoil later sums. */
  clearTrial(): void {
    this.trial.fill(0)
  }
}

function grown(data: Float32Array<ArrayBuffer>, size: number): Float32Array<ArrayBuffer> {
  if (data.length >= size) return data
  const larger = new Float32Array(Math.ceil(1.5 * size))
  larger.set(data)
  return larger
}
