import { z } from 'zod'
import { edgeChoices } from './choices'
import { defineMethod } from './definition'
import { common } from './fields'
import { CAPTURING } from './stages'

/** By hand: zod takes seconds and gigabytes for lists of millions. */
export function isLogits(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(Number.isFinite))
}

const config = z.object({
  method: z.literal('check'),
  ...common,
  /** [prompt][vocab] logits of the clean prompts at their answer positions, made elsewhere. */
  referenceLogits: z.custom<number[][]>(isLogits).optional(),
})
export type CheckConfig = z.output<typeof config>

export const CHECKS = [
  'no-op-patch',
  'all-corrupt-circuit',
  'sum-of-senders',
  'gradient',
  'reference-logits',
] as const
export type CheckName = (typeof CHECKS)[number]

export interface CheckItem {
  name: CheckName
  passed: boolean
  /** Largest difference found, and the largest allowed. */
  difference: number
  tolerance: number
  /** What was compared, in one sentence. */
  detail: string
}

export interface CheckResult {
  kind: 'check'
  items: CheckItem[]
}

export const check = defineMethod({
  name: 'check',
  config,
  result: undefined as CheckResult | undefined,
  stages: [CAPTURING, 'checking'],
  direction: () => null,
  scores: () => null,
  choices: (config) => edgeChoices(config, 'none: clean and corrupt runs are checked by themselves'),
})
