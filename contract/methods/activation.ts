import { z } from 'zod'
import { SITE_FAMILIES, SITE_KINDS, siteSchema } from '../vocabulary'
import type { SiteScores } from '../scores'
import { siteChoices } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'

const config = z.object({
  method: z.literal('activation'),
  ...patching,
  sites: z.array(z.enum(SITE_FAMILIES)).min(1),
  /** Chosen neurons where `neurons` or `neurons-by-position` is among the sites. */
  neurons: z
    .array(z.object({ layer: z.number().int().nonnegative(), neuron: z.number().int().nonnegative() }))
    .default([]),
  /** Exactly these sites instead of all of `sites`: what a screening proposed. */
  only: z.array(siteSchema).min(1).optional(),
  /** A finished attribution run: its estimates of the same sites make the result's `agreement`. */
  screening: z.string().min(1).optional(),
  ablation: ablation.default('resample'),
})
export type ActivationConfig = z.output<typeof config>

/** Scores of sites: exact effects, or estimates of them. */
export interface SitesResult {
  kind: 'sites'
  scores: SiteScores
  /** With the estimates of a screening; null without. */
  agreement: Agreement | null
}

/** Estimates against exact effects of the same sites. */
export interface Agreement {
  /** Rows of `exact` and `estimate` are the same sites. */
  exact: SiteScores
  estimate: SiteScores
  pearson: number | null
  spearman: number | null
  /** Rows whose disagreement is large both absolutely and relative to the spread: nonlinear sites. */
  flagged: number[]
  /** The estimates are sizes without a sign (AtP*): held against |effect|. Absent in older results. */
  ofMagnitudes?: boolean
}

export const activation = defineMethod({
  name: 'activation',
  config,
  result: undefined as SitesResult | undefined,
  stages: SITE_KINDS.map((kind) => `patching ${kind}` as const),
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('activation', config, config.direction),
  choices: siteChoices,
})
