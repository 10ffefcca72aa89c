import { z } from 'zod'
import { edgeChoices, patchingText } from './choices'
import { defineMethod } from './definition'
import type { EdgesResult } from './edges'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { CAPTURING } from './stages'

const config = z.object({
  method: z.literal('eap'),
  ...patching,
  /** 0 = EAP; n = EAP-IG (inputs) with n steps, k = 0..n-1. */
  igSteps: z.number().int().min(0).max(1000).default(0),
  ablation,
})
export type EapConfig = z.output<typeof config>

export const eap = defineMethod({
  name: 'eap',
  config,
  result: undefined as EdgesResult | undefined,
  stages: [CAPTURING, 'scoring edges'],
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('eap', config, config.direction),
  choices: (config) => edgeChoices(config, patchingText(config)),
})
