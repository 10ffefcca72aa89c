import { floatTensor, type FloatTensor } from '../onnx'
import { cellParts, type Part } from '../transformer'

/** Values of all senders at some rows, part of the rows by part: [part][sender, cells]. */
export class SenderCells {
  private readonly parts: Part[]
  private readonly data: Float32Array

  constructor(
    readonly senders: number,
    rows: number,
    private readonly dModel: number,
  ) {
    this.parts = cellParts(rows)
    this.data = new Float32Array(senders * rows * dModel)
  }

  /** Takes one sender's values [rows, dModel]. */
  set(sender: number, values: Float32Array): void {
    for (const part of this.parts) {
      const first = part.from * this.dModel
      this.view(part, sender, 1).set(values.subarray(first, first + part.count * this.dModel))
    }
  }

  /** Senders `first`, .. as tensors `name.PART` [sender, cells], viewed. */
  views(name: string, first: number, count: number): Record<string, FloatTensor> {
    return this.eachPart(name, first, count, (part) => [count, part.count * this.dModel])
  }

  /** The same as tensors [1, sender, rows, dModel]. */
  rowViews(name: string, first: number, count: number): Record<string, FloatTensor> {
    return this.eachPart(name, first, count, (part) => [1, count, part.count, this.dModel])
  }

  private eachPart(name: string, first: number, count: number, dimsOf: (part: Part) => number[]) {
    return Object.fromEntries(
      this.parts.map((part) => [
        `${name}.${part.name}`,
        floatTensor(this.view(part, first, count), dimsOf(part)),
      ]),
    )
  }

  private view({ from, count: rows }: Part, first: number, count: number): Float32Array {
    const cells = rows * this.dModel
    const start = from * this.dModel * this.senders + first * cells
    return this.data.subarray(start, start + count * cells)
  }
}
