import { z } from 'zod'
import { SITE_FAMILIES } from '../vocabulary'
import type { SitesResult } from './activation'
import { siteChoices } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'

/**
 * `atp`: gradients; `atp-star`: AtP* (Kramar et al. 2024); `relp`: relevance coefficients in place of
 * gradients (Rezaei Jafari et al. 2025).
 */
export const ATTRIBUTION_VARIANTS = ['atp', 'atp-star', 'relp'] as const
export type AttributionVariant = (typeof ATTRIBUTION_VARIANTS)[number]

const config = z.object({
  method: z.literal('attribution'),
  ...patching,
  sites: z.array(z.enum(SITE_FAMILIES)).min(1),
  variant: z.enum(ATTRIBUTION_VARIANTS).default('atp'),
  ablation,
})
export type AttributionConfig = z.output<typeof config>

export const attribution = defineMethod({
  name: 'attribution',
  config,
  result: undefined as SitesResult | undefined,
  stages: ['scoring sites'],
  direction: ({ direction }) => direction,
  scores(config) {
    const { ablation = 'resample' } = config
    // AtP*'s GradDrop adds up magnitudes.
    if (config.variant === 'atp-star') return { kind: 'magnitude', method: 'attribution', ablation }
    return effectScores('attribution', config, config.direction)
  },
  choices: siteChoices,
})
