import { z } from 'zod'
import { SITE_FAMILIES } from '../vocabulary'
import type { SitesResult } from './activation'
import { siteChoices } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { siteReport, siteRows, siteTable } from './found-sites'
import { commandLine, oneOf, patchingOf, patchingOptions, patchingSpelled } from './options'
import { parseSites, sitesOption } from './sites-option'
import { countText } from './texts'

/**
 * `atp`: gradients; `atp-star`: AtP* (Kramar et al. 2024); `relp`: relevance coefficients in place of
 * gradients (Rezaei Jafari et al. 2025).
 */
export const ATTRIBUTION_VARIANTS = ['atp', 'atp-star', 'relp'] as const
export type AttributionVariant = (typeof ATTRIBUTION_VARIANTS)[number]

/** In titles; the plain one goes without saying. */
const VARIANT_TITLES: Record<AttributionVariant, string[]> = { atp: [], 'atp-star': ['AtP*'], relp: ['RelP'] }

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
  title: 'Attribution',
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
  variant: ({ variant, sites }) => [...VARIANT_TITLES[variant], sites.join(', ')].join(' '),
  outcome: ({ scores }) => countText(scores.site.length, 'site', 'scored'),
  finds: { decidesEdges: false, circuit: null, edgeScores: null, siteScores: 'estimate' },
  onGraph: () => ({}),
  command: commandLine({
    description: 'attribution patching: first-order estimates of the effects of sites',
    options: {
      ...patchingOptions,
      sites: sitesOption,
      variant: {
        flag: '--method',
        value: '<M>',
        help: ATTRIBUTION_VARIANTS.join(', '),
        default: 'atp',
      },
    },
    config: (typed) => ({
      method: 'attribution' as const,
      ...patchingOf(typed),
      variant: oneOf('--method', ATTRIBUTION_VARIANTS, typed.variant),
      sites: parseSites(typed.sites, false).sites,
    }),
  }),
  spell: (config) => ({
    typed: { ...patchingSpelled(config), variant: config.variant, sites: config.sites.join(',') },
  }),
  report: (run, { scores }) => ({ outcome: null, blocks: siteReport(run, scores, ' (estimates)') }),
  isCircuitFile: false,
  content: ({ scores }) => ({ scores: siteRows(scores) }),
  table: ({ scores }, meaning) => siteTable(scores, meaning),
})
