import type { Value } from '../onnx'
import type { QkvKind } from './attention'
import { atAnswers } from './ends'
import type { Layer, ModelParts } from './model-parts'
import { answerPosition, everyPosition, type PositionInputs } from './position-inputs'

/** The axis of activations along which rows (batch*pos, some of them, or batch) are. */
export const ROW_AXIS = 2

/**
 * Which rows a block computes. Its stream has the rows that are run; attention needs keys and values of every row, and
 * what is downstream of it may need fewer rows than are run.
 */
export interface Rows {
  /** The positions at which queries, and those at which keys and values are used. */
  positions(layer: Layer, kind: QkvKind): PositionInputs
  /** q, k or v [copies, head, rows, dHead] of the rows that are run -> of every row. */
  everyRow(value: Value, kind: QkvKind): Value
  /** q, k or v of every row -> of the rows at `positions`. */
  atPositions(value: Value, kind: QkvKind): Value
  /** q, k or v as heads use them [copies, head, batch, position, dHead], the rows that are not run put in. */
  completed(layer: Layer, value: Value, kind: QkvKind): Value
  /** z of the queries -> of the rows that are read. */
  ofQueries(z: Value): Value
  /** The stream before the attention's output is added, at the rows that are read. */
  ofStream(stream: Value): Value
  /** The stream after that, as the MLP reads it. */
  ofSum(stream: Value): Value
}

const unchanged = (value: Value): Value => value

/** All of them. */
export const ALL_ROWS: Rows = {
  positions: everyPosition,
  everyRow: unchanged,
  atPositions: unchanged,
  completed: (_, value) => value,
  ofQueries: unchanged,
  ofStream: unchanged,
  ofSum: unchanged,
}

/**
 * Which rows a graph of a single node runs: those that can differ between the runs (`changingRows` [rows] of all
 * batch*pos; `slotOfRow` [batch*pos] is a row's index among them (any, if it is not one of them), `isChanging`
 * [batch*pos, 1] is 1 for them, else 0), or the answer positions only.
 */
export type Where = 'changing' | 'answer'

/**
 * The rows that can differ between the runs. k and v at the others are added to 0: the input that `unchangedName` names
 * [1, head, batch, pos, dHead], which is 0 at the changing rows. Queries at other rows are never looked at.
 */
export function rowsThatChange(
  { builder, config, length }: ModelParts,
  unchangedName: (layer: Layer, kind: QkvKind) => string,
): Rows {
  return {
    ...ALL_ROWS,
    everyRow(rows) {
      const spread = builder.gather(
        rows,
        builder.input('slotOfRow', ['allRows'], 'int64'),
        ROW_AXIS,
        'spread',
      )
      return builder.mul(spread, builder.input('isChanging', ['allRows', 1]), 'changing')
    },
    completed(layer, value, kind) {
      if (kind === 'q') return value
      const dims = [1, config.heads, 'batch', length, config.dHead]
      return builder.add(value, builder.input(unchangedName(layer, kind), dims), kind)
    },
    ofQueries: (z) => builder.gather(z, builder.input('changingRows', ['rows'], 'int64'), ROW_AXIS, 'picked'),
  }
}

/** The same, of which the last layer's MLP reads the answers' alone: `answerRows` [batch] of those that are run. */
export const thenAnswers = (parts: ModelParts, rows: Rows): Rows => ({
  ...rows,
  ofSum: (stream) => atAnswers(parts, stream),
})

/** The answer positions alone, one row for each prompt. */
export const answersOnly: Rows = { ...ALL_ROWS, positions: answerPosition }

/** The same with queries at the answer positions alone: `x` of q has one row for each prompt. */
export const changingThenAnswers = (changing: Rows): Rows => ({
  ...changing,
  positions: (layer, kind) => (kind === 'q' ? answerPosition(layer) : changing.positions(layer, kind)),
  everyRow: (value, kind) => (kind === 'q' ? value : changing.everyRow(value, kind)),
  ofQueries: unchanged,
})
