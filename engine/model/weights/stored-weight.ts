import { checkRow, partOf, rowsOf, sizeOfShape, type LentData } from '../../onnx'
import { arrange, isContiguous, rowsWithin, spanOf, type Arrangement } from './arrangement'
import type { LentBuffers } from './lent-buffers'
import { readArranged, readStretches, STRETCH } from './read-arranged'
import { allocated, refuseInfinite } from './tensor-data'
import type { TensorEntry } from './tensor-entry'
import type { WeightFile } from './weight-file'

/**
 * A weight that stays in its file, in the type it is stored in, and becomes float32 when it is lent: kept from then on
 * where it is held, else read again into a buffer that weights share.
 * Reading throws PatchbayError (bad-input): the file changed, NaN or infinite values, too little memory.
 */
export class StoredWeight implements LentData {
  readonly length: number
  private held = true
  private users = 0
  private values: Float32Array | null = null
  /** Whether all values are known to be finite. */
  private isChecked = false

  constructor(
    private readonly entry: TensorEntry,
    private readonly arrangement: Arrangement,
    /** null where the entry has its values itself. */
    private readonly file: WeightFile | null,
    /** Shared with the other weights of the model. */
    readonly buffers: LentBuffers,
  ) {
    this.length = arrangement.length
  }

  /** Whether its values stay in memory once they are read. */
  get isHeld(): boolean {
    return this.held
  }

  /** Nobody may be using it where that changes. */
  set isHeld(held: boolean) {
    if (held === this.held) return
    if (this.users > 0) throw new Error(`tensor ${this.entry.name} is being used`)
    this.held = held
    this.values = null
  }

  lend(): Float32Array {
    this.values ??= this.held ? this.read() : this.buffers.lend(this)
    this.users++
    return this.values
  }

  giveBack(): void {
    this.users--
    if (this.users > 0 || this.held) return
    this.values = null
    this.buffers.giveBack(this)
  }

  rows(rows: ArrayLike<number>, width: number): Float32Array {
    const { values, entry, file, arrangement } = this
    if (values) return rowsOf(values, rows, width)
    if (entry.rows && isContiguous(arrangement)) return this.computedRows(rows, width)
    if (!file || !isContiguous(arrangement)) {
      const found = rowsOf(this.lend(), rows, width)
      this.giveBack()
      return found
    }
    const found = new Float32Array(rows.length * width)
    file.read((read) => {
      for (let i = 0; i < rows.length; i++) {
        checkRow(rows[i], this.length / width)
        const row = { axes: [{ count: width, stored: 1, wanted: 1 }], length: width }
        const target = found.subarray(i * width, (i + 1) * width)
        readArranged(entry, { ...row, offset: arrangement.offset + rows[i] * width }, target, read)
      }
    })
    this.completed(found)
    return found
  }

  inStretches(see: (values: Float32Array) => void): void {
    const { entry, file, arrangement } = this
    if (!this.values && !this.held && entry.rows && isContiguous(arrangement)) {
      this.computedStretches(see)
      return
    }
    if (this.values || this.held || !file || !isContiguous(arrangement)) {
      see(this.lend())
      this.giveBack()
      return
    }
    file.read((read) => readStretches(entry, arrangement, read, (values) => see(this.completed(values))))
    this.isChecked = true
  }

  part(first: number, rows: number, width: number): LentData {
    const { entry, file, buffers } = this
    const arrangement = this.held ? null : rowsWithin(this.arrangement, first, rows, width)
    if (!arrangement) return partOf(this, first, rows, width)
    const part = new StoredWeight(entry, arrangement, file, buffers)
    part.held = false
    part.isChecked = this.isChecked
    return part
  }

  allocate(): Float32Array {
    return allocated(this.entry, this.length)
  }

  fill(target: Float32Array): void {
    const { entry, file, arrangement } = this
    if (file) file.read((read) => readArranged(entry, arrangement, target, read))
    else if (entry.rows) arrangeRows(entry, arrangement, target)
    else arrange(entry.values!(), target, [arrangement.offset, 0], arrangement.axes)
    this.completed(target)
    this.isChecked = true
  }

  private computedRows(rows: ArrayLike<number>, width: number): Float32Array {
    const found = new Float32Array(rows.length * width)
    for (let i = 0; i < rows.length; i++) {
      checkRow(rows[i], this.length / width)
      const offset = this.arrangement.offset + rows[i] * width
      arrangeRows(this.entry, stretch(offset, width), found.subarray(i * width, (i + 1) * width))
    }
    return this.completed(found)
  }

  private computedStretches(see: (values: Float32Array) => void): void {
    const { offset, length } = this.arrangement
    const most = Math.max(1, Math.floor(STRETCH / rowLength(this.entry))) * rowLength(this.entry)
    for (let at = 0; at < length; at += most) {
      const values = new Float32Array(Math.min(most, length - at))
      arrangeRows(this.entry, stretch(offset + at, values.length), values)
      see(this.completed(values))
    }
    this.isChecked = true
  }

  private read(): Float32Array {
    const values = this.allocate()
    this.fill(values)
    return values
  }

  /** What was read as the model has it, and looked through unless it was before. */
  private completed(values: Float32Array): Float32Array {
    const { added } = this.entry
    if (added !== undefined) for (let i = 0; i < values.length; i++) values[i] -= added
    if (!this.isChecked) refuseInfinite(this.entry, values)
    return values
  }
}

const stretch = (offset: number, length: number): Arrangement => ({
  axes: [{ count: length, stored: 1, wanted: 1 }],
  offset,
  length,
})

const rowLength = ({ dims }: TensorEntry): number => sizeOfShape(dims.slice(1))

/** Computes the rows that an arrangement reaches over, and no others. */
function arrangeRows(entry: TensorEntry, { axes, offset }: Arrangement, target: Float32Array): void {
  const columns = rowLength(entry)
  const first = Math.floor(offset / columns)
  const count = Math.ceil((offset + spanOf(axes)) / columns) - first
  arrange(entry.rows!(first, count), target, [offset - first * columns, 0], axes)
}
