import {
  intTensor,
  type Feeds,
  type GradientContext,
  type GradientRules,
  type GraphBuilder,
  type Value,
} from '../onnx'

const CHANGING = 'changingRows'
const PLACES = 'placeInOrder'
/** The axis of activations along which batch*pos lies, or batch. */
export const ROW_AXIS = 2

/**
 * The batch*pos rows of a run, of which only some (`changing` many) are computed. Feeds, as from rowSplitFeeds:
 * `changingRows` [changing], `otherRows` [others], `rowOrder` [batch*pos], the former and then the latter, and
 * `placeInOrder` [batch*pos], where a row stands in that order.
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

  /** All rows from where `placeInOrder` says they stand. */
  spread(inOrder: Value): Value {
    return this.builder.gather(inOrder, this.indices(PLACES, this.all), ROW_AXIS, 'allRows')
  }

  /** The other rows of `n` slots of this width, fed as `name`. */
  othersInput(name: string, n: number, width: number): Value {
    return this.builder.input(name, [1, n, this.others, width])
  }

  /** [1, n, others, width] of zeros. */
  noOthers(shape: readonly number[]): Value {
    return this.builder.expand(this.builder.constant([0], [1]), shape.with(ROW_AXIS, this.others), 'noOthers')
  }

  /** The order that `placeInOrder` undoes. */
  inOrder(value: Value): Value {
    return this.builder.gather(value, this.indices('rowOrder', this.all), ROW_AXIS, 'inOrder')
  }

  private indices(name: string, count: number): Value {
    return this.builder.input(name, [count], 'int64')
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
  [PLACES]: (split, { gradient }) => split.inOrder(gradient),
}

export function rowSplitFeeds(changing: readonly number[], all: number): Feeds {
  const isChanging = new Set(changing)
  const others = Array.from({ length: all }, (_, row) => row).filter((row) => !isChanging.has(row))
  const order = [...changing, ...others]
  const places = new Array<number>(all)
  order.forEach((row, place) => (places[row] = place))
  return {
    [CHANGING]: intTensor(changing, [changing.length]),
    otherRows: intTensor(others, [others.length]),
    rowOrder: intTensor(order, [all]),
    [PLACES]: intTensor(places, [all]),
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
  const places = first.slice()
  changing.forEach((row, place) => (places[row] = all + place))
  const run = [...first, ...changing.map((row) => all + row)]
  return {
    [CHANGING]: intTensor(run, [run.length]),
    [PLACES]: intTensor([...first, ...places], [2 * all]),
    donorRows: alone[CHANGING],
    otherRows: alone.otherRows,
  }
}
