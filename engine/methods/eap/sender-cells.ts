import { floatTensor, type FloatTensor } from '../../onnx'
import { cellParts, type Part } from '../../transformer'

/** Values of all senders at some rows, part of the rows by part: [part][sender, cells]. */
export class SenderCells {
  private readonly parts: Part[]
  private readonly rows: number[]
  private readonly data: Float32Array

  constructor(
    readonly senders: number,
    rows: number,
    private readonly dModel: number,
  ) {
    this.rows = Array.from({ length: rows }, (_, row) => row)
    this.parts = cellParts(rows)
    this.data = new Float32Array(senders * rows * dModel)
  }

  /** Takes all of another's values, which are of the same senders and rows. */
  copy(other: SenderCells): void {
    this.data.set(other.data)
  }

  /** Takes one sender's values [rows, dModel] at some rows; all without them. */
  set(sender: number, values: Float32Array, rows: readonly number[] = this.rows): void {
    const width = this.dModel
    rows.forEach((row, r) => {
      const part = this.parts.find(({ from, count }) => row < from + count)!
      const start = (row - part.from) * width
      this.view(part, sender, 1).set(values.subarray(r * width, (r + 1) * width), start)
    })
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
