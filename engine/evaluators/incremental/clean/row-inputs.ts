import { floatTensor, intTensor, type Feeds } from '../../../onnx'

/** Which rows can change, as the graphs of single nodes take it. */
export function changingRowFeeds(rows: readonly number[], all: number): Feeds {
  const slots = new Map(rows.map((row, slot) => [row, slot]))
  const slotOfRow = Array.from({ length: all }, (_, row) => slots.get(row))
  return {
    changingRows: intTensor(rows, [rows.length]),
    slotOfRow: intTensor(
      slotOfRow.map((slot) => slot ?? 0),
      [all],
    ),
    isChanging: floatTensor(
      Float32Array.from(slotOfRow, (slot) => (slot === undefined ? 0 : 1)),
      [all, 1],
    ),
  }
}
