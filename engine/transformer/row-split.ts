import {
  intTensor,
  type Feeds,
  type GradientContext,
  type GradientRules,
  type GraphBuilder,
  type Value,
} from '../onnx'
import type { QkvKind } from './attention'
import type { ModelParts } from './model-parts'
import { answerPosition, everyPosition } from './position-inputs'
import { ALL_ROWS, ROW_AXIS, type Rows } from './rows'

const CHANGING = 'changingRows'
const SLOT = 'slotOfRow'
/**
 * The batch*pos rows of a run, of which only some (`changing` many) are computed. Feeds, as from rowSplitFeeds:
 * `changingRows` [changing], `otherRows` [others], `rowOrder` [batch*pos], the former and then the latter, and
 * `slotOfRow` [batch*pos], the index of a row in that order.
 */
export class RowSplit {
  private readonly others: number

  constructor(
    private readonly builder: GraphBuilder,
    readonly changing: number,
    private readonly all: number,
  ) {
    this.others = all - changing
  }

  /** The changing rows of [copies, n, batch*pos, width]. */
  pick(value: Value): Value {
    return this.builder.gather(value, this.indices(CHANGING, this.changing), ROW_AXIS, 'changing')
  }

  pickOthers(value: Value): Value {
    return this.builder.gather(value, this.indices('otherRows', this.others), ROW_AXIS, 'others')
  }

  /** All rows from the changing ones and the others. */
  join(changing: Value, others: Value): Value {
    return this.spread(this.builder.concat([changing, others], ROW_AXIS, 'inOrder'))
  }

  /** All rows from their slots. */
  spread(inOrder: Value): Value {
    return this.builder.gather(inOrder, this.indices(SLOT, this.all), ROW_AXIS, 'allRows')
  }

  /** The other rows of `n` heads of this width, fed as `name`. */
  othersInput(name: string, n: number, width: number): Value {
    return this.builder.input(name, [1, n, this.others, width])
  }

  /** [1, n, others, width] of zeros. */
  noOthers(shape: readonly number[]): Value {
    return this.builder.expand(this.builder.constant([0], [1]), shape.with(ROW_AXIS, this.others), 'noOthers')
  }

  /** The order that `slotOfRow` undoes. */
  inOrder(value: Value): Value {
    return this.builder.gather(value, this.indices('rowOrder', this.all), ROW_AXIS, 'inOrder')
  }

  private indices(name: string, count: number): Value {
    return this.builder.input(name, [count], 'int64')
  }
}

/** Which rows of a layer are run, and how those that are not come to it. */
export interface SplitOptions {
  length: number
  batch: number
  /** How many of the batch*pos rows are run; all without it. */
  changing?: number
  /** Whether the others are equal to some that are run, to which `slotOfRow` points. */
  shared?: boolean
  /** Whether queries, and what is downstream of them, are made at the answers alone. */
  onlyAnswers?: boolean
}

/** Rows of a layer that can be differentiated; `othersName` says under which name q, k or v of the others are fed. */
export function rowsOfSplit(
  { builder, config }: ModelParts,
  { length, batch, changing, shared, onlyAnswers }: SplitOptions,
  othersName: (kind: QkvKind) => string,
): Rows {
  const { heads, dHead } = config
  const split = changing === undefined ? null : new RowSplit(builder, changing, batch * length)
  const fed = (kind: QkvKind) => split!.othersInput(othersName(kind), heads, dHead)
  const answers = (value: Value, name: string) =>
    builder.gather(value, builder.input(name, [batch], 'int64'), ROW_AXIS, 'atAnswers')
  return {
    ...ALL_ROWS,
    positions: (layer, kind) => (onlyAnswers && kind === 'q' ? answerPosition(layer) : everyPosition(layer)),
    everyRow: (rows, kind) => {
      if (!split) return rows
      return shared ? split.spread(rows) : split.join(rows, fed(kind))
    },
    atPositions: (every, kind) => (onlyAnswers && kind === 'q' ? answers(every, 'answerPositions') : every),
    ofQueries: (z) => (split && !onlyAnswers ? split.pick(z) : z),
    ofStream: (stream) => (onlyAnswers ? answers(stream, 'answerRows') : stream),
  }
}

/**
 * Gradients of picking and joining rows: no row is taken twice, so that they are picked and joined again. Not for rows
 * that are shared.
 */
export function rowSplitRules(rules: GradientRules, changing: number, all: number): GradientRules {
  return {
    ...rules,
    Gather: (op, c) => {
      const reverse = REVERSE[op.inputs[1].name]
      if (!reverse) return rules.Gather(op, c)
      return [() => reverse(new RowSplit(c.builder, changing, all), c), null]
    },
  }
}

const REVERSE: Partial<Record<string, (split: RowSplit, context: GradientContext) => Value>> = {
  [CHANGING]: (split, { gradient, output, shape }) => split.join(gradient, split.noOthers(shape(output))),
  [SLOT]: (split, { gradient }) => split.inOrder(gradient),
}

export function rowSplitFeeds(changing: readonly number[], all: number): Feeds {
  const isChanging = new Set(changing)
  const others = Array.from({ length: all }, (_, row) => row).filter((row) => !isChanging.has(row))
  const order = [...changing, ...others]
  const slots = new Array<number>(all)
  order.forEach((row, slot) => (slots[row] = slot))
  return {
    [CHANGING]: intTensor(changing, [changing.length]),
    otherRows: intTensor(others, [others.length]),
    rowOrder: intTensor(order, [all]),
    [SLOT]: intTensor(slots, [all]),
  }
}

/**
 * Feeds of two runs side by side: of the first all rows are run, of the second the changing ones, and its others are
 * those of the first. Besides, `donorRows` [changing] and `otherRows`, the first run's rows at which the second is run,
 * and its rest.
 */
export function sharedRowFeeds(changing: readonly number[], all: number): Feeds {
  const alone = rowSplitFeeds(changing, all)
  const first = Array.from({ length: all }, (_, row) => row)
  const slots = first.slice()
  changing.forEach((row, slot) => (slots[row] = all + slot))
  const run = [...first, ...changing.map((row) => all + row)]
  return {
    [CHANGING]: intTensor(run, [run.length]),
    [SLOT]: intTensor([...first, ...slots], [2 * all]),
    donorRows: alone[CHANGING],
    otherRows: alone.otherRows,
  }
}
