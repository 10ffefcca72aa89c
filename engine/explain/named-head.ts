import { PatchbayError } from '../../contract'
import type { TransformerConfig } from '../model'

export interface Head {
  /** `a9.h6` */
  name: string
  layer: number
  head: number
}

/** @throws PatchbayError (bad-input) for a name that is not a head of such a model. */
export function namedHead({ layerCount, heads }: TransformerConfig, name: string): Head {
  const [, layer, head] = /^a(\d+)\.h(\d+)$/.exec(name)?.map(Number) ?? []
  if (layer < layerCount && head < heads) return { name, layer, head }
  throw new PatchbayError(
    'bad-input',
    `The model has no head ${JSON.stringify(name)}: they are named a0.h0 to a${layerCount - 1}.h${heads - 1}.`,
  )
}
