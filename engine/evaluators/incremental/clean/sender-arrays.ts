/** Values of the senders of one run, [batch*pos, dModel] each; those of the last ones can be given back. */
export class SenderArrays {
  private constructor(private readonly arrays: Float32Array[]) {}

  /**
   * Of values [sender, batch*pos, dModel]. Those in a buffer that can shrink are taken out of it, from the end on, and it
   * is empty afterwards: no two copies of all of them are there at one time. Others are looked at where they are.
   */
  static from(values: Float32Array, senders: number): SenderArrays {
    const cells = values.length / senders
    const buffer = values.buffer as ArrayBuffer
    const arrays = new Array<Float32Array>(senders)
    for (let sender = senders - 1; sender >= 0; sender--) {
      const one = values.subarray(sender * cells, (sender + 1) * cells)
      arrays[sender] = buffer.resizable ? one.slice() : one
      if (buffer.resizable) buffer.resize(sender * cells * Float32Array.BYTES_PER_ELEMENT)
    }
    return new SenderArrays(arrays)
  }

  /** @throws Error where it was given back. */
  of(sender: number): Float32Array {
    if (sender >= this.arrays.length) throw new Error(`the values of sender ${sender} were given back`)
    return this.arrays[sender]
  }

  /** Gives back this sender's values and those of all after it. */
  dropFrom(sender: number): void {
    this.arrays.length = Math.min(this.arrays.length, sender)
  }
}
