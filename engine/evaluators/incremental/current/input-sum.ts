import type { Where } from '../../../transformer'
import type { CleanRun } from '../clean/clean-run'

/**
 * A receiver's input in float64, while senders' corrupt values take the place of the clean ones one after another. It is
 * linear in most senders; heads whose layer is seen through a norm are summed up before it (see attention-views.ts).
 */
export class InputSum {
  private constructor(
    private readonly clean: CleanRun,
    private readonly where: Where,
    /** [rows, dModel] without what cuts of heads change in views */
    private readonly stream: Float64Array,
    /** [layer] the sum of its heads and b_O, and what its view differs in from the clean run's, each [rows, dModel] */
    private readonly views: Map<number, { attention: Float64Array; change: Float64Array }>,
  ) {}

  /** As in the clean run, of the first `senderCount` senders. */
  static ofCleanRun(clean: CleanRun, senderCount: number, where: Where): InputSum {
    return new InputSum(clean, where, clean.at(where, clean.stream(senderCount)), new Map())
  }

  get length(): number {
    return this.stream.length
  }

  /** The sender's corrupt value takes the place of its clean one. */
  cut(sender: number): void {
    const layer = this.clean.views.layerOf(sender)
    if (layer === null) return this.clean.addDifference(sender, this.where, this.stream)
    const attention = this.views.get(layer)?.attention ?? this.clean.attentionAt(this.where, layer)
    this.clean.addDifference(sender, this.where, attention)
    this.views.set(layer, { attention, change: this.clean.viewChange(this.where, layer, attention) })
  }

  /**
   * `into` [copies, rows, dModel]: in copy i, with senders[0..i] cut. The sum with all of them cut is returned; it takes
   * `end` [rows, dModel] for its own, and this sum stays as it is.
   */
  nested(senders: readonly number[], into: Float32Array, end: Float64Array): InputSum {
    const isLinear = senders.every((sender) => this.clean.views.layerOf(sender) === null)
    if (isLinear && this.views.size === 0) {
      this.clean.addDifferences(senders, this.where, this.stream, into, end)
      return new InputSum(this.clean, this.where, end, new Map())
    }
    end.set(this.stream)
    const views = [...this.views].map(
      ([layer, { attention, change }]) => [layer, { attention: attention.slice(), change }] as const,
    )
    const sum = new InputSum(this.clean, this.where, end, new Map(views))
    senders.forEach((sender, copy) => {
      sum.cut(sender)
      sum.writeTo(into.subarray(copy * this.length, (copy + 1) * this.length))
    })
    return sum
  }

  /** Takes over another sum for the same receiver. */
  take(other: InputSum): void {
    this.stream.set(other.stream)
    this.views.clear()
    for (const [layer, view] of other.views) this.views.set(layer, view)
  }

  /** [rows, dModel] */
  rounded(): Float32Array {
    const rounded = new Float32Array(this.length)
    this.writeTo(rounded)
    return rounded
  }

  writeTo(into: Float32Array): void {
    if (this.views.size === 0) return into.set(this.stream)
    const layers = [...this.views].sort(([a], [b]) => a - b)
    for (let i = 0; i < into.length; i++) {
      let sum = this.stream[i]
      for (const [, { change }] of layers) sum += change[i]
      into[i] = sum
    }
  }
}
