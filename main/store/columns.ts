import type { DecisionColumns, EffectColumns } from '../../contract'

type TypedArray = Int32Array | Float64Array | Uint8Array

/** A view of the array's bytes; SQLite copies them. */
export function toBlob(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

/** SQLite's buffers may start anywhere, a Float64Array may not: so this copies. */
export function fromBlob<A extends TypedArray>(type: { new (buffer: ArrayBuffer): A }, blob: Uint8Array): A {
  return new type(new Uint8Array(blob).buffer)
}

/** Batches one after another, as one; `firstStep` is the first batch's. */
export function joinDecisions(batches: DecisionColumns[]): DecisionColumns {
  return {
    firstStep: batches[0]?.firstStep ?? 0,
    edge: joined(Int32Array, batches, ({ edge }) => edge),
    metric: joined(Float64Array, batches, ({ metric }) => metric),
    delta: joined(Float64Array, batches, ({ delta }) => delta),
    kept: joined(Uint8Array, batches, ({ kept }) => kept),
    reason: joined(Uint8Array, batches, ({ reason }) => reason),
  }
}

export function joinEffects(batches: EffectColumns[]): EffectColumns {
  return {
    edge: joined(Int32Array, batches, ({ edge }) => edge),
    effect: joined(Float64Array, batches, ({ effect }) => effect),
  }
}

function joined<A extends TypedArray, Batch>(
  type: { new (length: number): A },
  batches: Batch[],
  columnOf: (batch: Batch) => A,
): A {
  const columns = batches.map(columnOf)
  const all = new type(columns.reduce((length, column) => length + column.length, 0))
  let at = 0
  for (const column of columns) {
    all.set(column as ArrayLike<number>, at)
    at += column.length
  }
  return all
}
