import type { ConfigFields } from '../settings/config-fields'
import type { WeightLayout } from '../weights/stored-tensors'
import type { TransformerConfig } from '../transformer'

/** What config.json says: the model's numbers, and where each weight is stored. */
export interface ModelPlan {
  config: TransformerConfig
  layout: WeightLayout
  /** Stored tensors that are not parameters (masks, tables) and may be left out. */
  ignored: RegExp
}

export type PlanReader = (fields: ConfigFields) => ModelPlan
