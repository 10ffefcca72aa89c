/** Who fills a buffer: what it holds is his until somebody else fills it. */
export interface BufferOwner {
  readonly length: number
  fill(values: Float32Array): void
  allocate(): Float32Array
}

interface LentBuffer {
  values: Float32Array
  /** Whose values it holds; null where filling it failed. */
  owner: BufferOwner | null
  isLent: boolean
}

/**
 * Memory for weights that are read again whenever they are used. Buffers are filled again only after they were given
 * back; those given back last keep their content longest.
 */
export class LentBuffers {
  /** Buffers that are not lent are dropped while all together are larger. */
  limitBytes = Infinity
  /** Those given back longest ago first. */
  private buffers: LentBuffer[] = []

  /** Its values, in a buffer of the same length: the one that still holds them, or one that is filled again. */
  lend(owner: BufferOwner): Float32Array {
    const free = this.buffers.filter(({ isLent, values }) => !isLent && values.length === owner.length)
    const buffer = free.find((one) => one.owner === owner) ?? free[0] ?? this.added(owner)
    buffer.isLent = true
    if (buffer.owner === owner) return buffer.values
    buffer.owner = null
    try {
      owner.fill(buffer.values)
    } catch (error) {
      buffer.isLent = false
      throw error
    }
    buffer.owner = owner
    return buffer.values
  }

  giveBack(owner: BufferOwner): void {
    const at = this.buffers.findIndex((buffer) => buffer.isLent && buffer.owner === owner)
    const [buffer] = this.buffers.splice(at, 1)
    buffer.isLent = false
    this.buffers.push(buffer)
    this.drop(0)
  }

  private added(owner: BufferOwner): LentBuffer {
    this.drop(4 * owner.length)
    const buffer = { values: owner.allocate(), owner: null, isLent: false }
    this.buffers.push(buffer)
    return buffer
  }

  /** Those given back longest ago, until what stays and `moreBytes` are within the limit. */
  private drop(moreBytes: number): void {
    let bytes = this.buffers.reduce((sum, { values }) => sum + values.byteLength, moreBytes)
    this.buffers = this.buffers.filter(({ isLent, values }) => {
      if (isLent || bytes <= this.limitBytes) return true
      bytes -= values.byteLength
      return false
    })
  }
}
