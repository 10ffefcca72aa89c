import { parse, stringify } from 'devalue'

/** One WebSocket message may be this long: a circuit file of a large model is about a tenth of it. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/**
 * A message as text for the WebSocket. Unlike JSON it keeps typed arrays, NaN and undefined.
 * A view into a larger buffer is copied first: devalue would send the whole buffer.
 */
export function encodeMessage(message: unknown): string {
  return stringify(message, { View: ownBytes })
}

/** The message in a text made by `encodeMessage`. @throws Error on any other text. */
export function decodeMessage(text: string): unknown {
  return parse(text, { View: ([copy]: [unknown]) => copy })
}

function ownBytes(value: unknown): [unknown] | false {
  if (!ArrayBuffer.isView(value) || value.byteLength === value.buffer.byteLength) return false
  return [new (value.constructor as TypedArrayConstructor)(value as unknown as ArrayLike<number>)]
}

type TypedArrayConstructor = new (values: ArrayLike<number>) => ArrayBufferView
