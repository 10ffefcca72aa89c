/**
 * What senders' values of a part of the prompts are captured into, and those of the next part after it. Arrays of their own
 * would stay until they are collected, as garbage as large as both runs.
 */
export class CaptureMemory {
  private readonly arrays: Float32Array[] = []
  private taken = 0

  /** What was taken so far is needed no more. */
  takeBack(): void {
    this.taken = 0
  }

  /** With values of earlier parts in it. */
  take(length: number): Float32Array {
    const at = this.taken++
    if ((this.arrays[at]?.length ?? 0) < length) this.arrays[at] = new Float32Array(length)
    return this.arrays[at].subarray(0, length)
  }
}
