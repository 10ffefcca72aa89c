import type { ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
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

/** Everything that is known of an architecture, in its file. */
export interface ArchitectureEntry {
  /** As in config.json: its `model_type`, and others for the same. */
  modelTypes: readonly string[]
  /** Its `architectures`: the class of the language model, and others that have the same weights. */
  classNames: readonly [string, ...string[]]
  /** Whether a config.json without both of these names is of this architecture. */
  recognises?: (values: Readonly<Record<string, unknown>>) => boolean
  plan: PlanReader
  /** Besides what the plan reads. */
  settings?: KnownSettings
}
