import type { TransformerWeights, WeightTensor } from '../../transformer'
import type { TensorView, WeightLayout } from '../../weights/stored-tensors'

/** A stored parameter that a layout asks for, and in which view. */
export interface AskedTensor {
  name: string
  /** Of the parameter as the library stores it. */
  dims: readonly number[]
  view: TensorView | null
  /** What the layout adds to its elements. */
  plus: number
}

/** What a layout would take its weights from: its roles, and what each is asked of. */
export interface RecordedLayout {
  weights: TransformerWeights
  asked: readonly AskedTensor[]
  /** null: made without a stored parameter, or of several. */
  askedFor(tensor: WeightTensor): AskedTensor | null
}

/** Tensors without elements that remember what they stand for, also where a layout gives them other dimensions. */
class AskedData extends Float32Array {
  asked: AskedTensor | null = null

  /** The one thing that layouts do to all elements: they add a number. */
  override map(added: (value: number, index: number, array: this) => number): Float32Array<ArrayBuffer> {
    const data = new AskedData(0)
    data.asked = this.asked && { ...this.asked, plus: added(0, 0, this) }
    return data
  }
}

/** Walks the layout without any file. `has` answers whether there is a parameter of that name. */
export function recordLayout(layout: WeightLayout, has: (name: string) => boolean): RecordedLayout {
  const asked: AskedTensor[] = []
  const weights = layout({
    has,
    take(name, dims, view) {
      const data = new AskedData(0)
      data.asked = { name, dims, view: view ?? null, plus: 0 }
      asked.push(data.asked)
      return { dims: view?.dims ?? dims, data }
    },
  })
  return {
    weights,
    asked,
    askedFor: ({ data }) => (data instanceof AskedData ? data.asked : null),
  }
}
