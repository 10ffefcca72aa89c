import type { Tensor } from '../../onnx'
import { floatTensor, withValues } from '../../onnx'
import { GrowingBuffer } from './value-store'

/** Some heads' parts of values of all heads, one after another, in memory that is used again at the next call for that name. */
export class PickedHeads {
  private readonly buffers = new Map<string, GrowingBuffer>()

  /** [head, ..] of all heads -> of these; the values themselves where all are picked. */
  of(name: string, all: Float32Array, heads: readonly number[], headCount: number): Float32Array {
    if (heads.length === headCount) return all
    const size = all.length / headCount
    const picked = this.buffer(name).take(heads.length * size)
    heads.forEach((head, at) => picked.set(all.subarray(head * size, (head + 1) * size), at * size))
    return picked
  }

  /** The same of a tensor, which may be lent. */
  ofTensor(name: string, tensor: Tensor, heads: readonly number[]): Tensor {
    const [headCount, ...rest] = tensor.dims
    if (tensor.type === 'int64' || heads.length === headCount) return tensor
    const picked = withValues(tensor.data, (all) => this.of(name, all, heads, headCount))
    return floatTensor(picked, [heads.length, ...rest])
  }

  private buffer(name: string): GrowingBuffer {
    const known = this.buffers.get(name)
    if (known) return known
    const buffer = new GrowingBuffer()
    this.buffers.set(name, buffer)
    return buffer
  }
}
