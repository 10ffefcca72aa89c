import { floatTensor, type FloatTensor } from '../onnx'
import { cellParts, type CellPart } from '../transformer'

/** Values of all senders at some rows, part of the rows by part: [part][sender, cells]. */
export class SenderCells {
  private readonly parts: CellPart[]
  private readonly data: Float32Array

  constructor(
    readonly senders: number,
    rows: number,
    private readonly dModel: number,
  ) {
    this.parts = cellParts(rows)
    this.data = new Float32Array(senders * rows * dModel)
  }

  /** Element by element to - from of one sender, whose values [rows, dModel] are these. */
  setDifference(sender: number, to: Float32Array, from: Float32Array): void {
    for (const part of this.parts) {
      const values = this.view(part, sender, 1)
      const first = part.from * this.dModel
      for (let i = 0; i < values.length; i++) values[i] = to[first + i] - from[first + i]
    }
  }

  /** Senders `first`, .. as tensors `name.PART` [sender, cells], viewed. */
  views(name: string, first: number, count: number): Record<string, FloatTensor> {
    return Object.fromEntries(
      this.parts.map((part) => [
        `${name}.${part.name}`,
        floatTensor(this.view(part, first, count), [count, part.count * this.dModel]),
      ]),
    )
  }

  private view({ from, count: rows }: CellPart, first: number, count: number): Float32Array {
    const cells = rows * this.dModel
    const start = from * this.dModel * this.senders + first * cells
    return this.data.subarray(start, start + count * cells)
  }
}
