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
    edge: join(
      Int32Array,
      batches.map((batch) => batch.edge),
    ),
    metric: join(
      Float64Array,
      batches.map((batch) => batch.metric),
    ),
    delta: join(
      Float64Array,
      batches.map((batch) => batch.delta),
    ),
    kept: join(
      Uint8Array,
      batches.map((batch) => batch.kept),
    ),
    reason: join(
      Uint8Array,
      batches.map((batch) => batch.reason),
    ),
  }
}

export function joinEffects(batches: EffectColumns[]): EffectColumns {
  return {
    edge: join(
      Int32Array,
      batches.map((batch) => batch.edge),
    ),
    effect: join(
      Float64Array,
      batches.map((batch) => batch.effect),
    ),
  }
}

function join<A extends TypedArray>(type: { new (length: number): A }, parts: A[]): A {
  const joined = new type(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part as ArrayLike<number>, at)
    at += part.length
  }
  return joined
}
