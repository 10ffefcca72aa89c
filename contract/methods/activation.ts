import { z } from 'zod'
import { SITE_FAMILIES, SITE_KINDS, siteSchema } from '../vocabulary'
import type { Agreement, SiteScores } from '../scores'
import { siteChoices } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, patching } from './fields'
import { agreementContent, siteReport, siteRows, siteTable } from './found-sites'
import { commandLine, patchingOf, patchingOptions, patchingSpelled } from './options'
import { parseSites, sitesOption, sitesText } from './sites-option'
import { countText } from './texts'

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

export const activation = defineMethod({
  name: 'activation',
  title: 'Activation patching',
  config,
  result: undefined as SitesResult | undefined,
  stages: SITE_KINDS.map((kind) => `patching ${kind}` as const),
  direction: ({ direction }) => direction,
  scores: (config) => effectScores('activation', config, config.direction),
  choices: siteChoices,
  variant: ({ only, sites }) => (only ? countText(only.length, 'site', 'chosen') : sites.join(', ')),
  outcome: ({ scores }) => countText(scores.site.length, 'site', 'patched'),
  finds: { decidesEdges: false, circuit: null, edgeScores: null, siteScores: 'exact' },
  onGraph: () => ({}),
  command: commandLine({
    description: 'activation patching: exact effects of sites',
    options: {
      ...patchingOptions,
      sites: {
        ...sitesOption,
        help: `${sitesOption.help}; neurons by name, e.g. neurons:0.12+1.7 (LAYER.NEURON)`,
      },
    },
    config: (typed) => ({
      method: 'activation' as const,
      ...patchingOf(typed),
      ...parseSites(typed.sites, true),
    }),
  }),
  spell: (config) => ({
    typed: { ...patchingSpelled(config), sites: sitesText(config) },
    unsaid: [
      ...(config.only ? ['which sites were chosen'] : []),
      ...(config.screening === undefined ? [] : ['the screening whose estimates it is held against']),
    ],
  }),
  report: (run, { scores }) => ({ outcome: null, blocks: siteReport(run, scores) }),
  isCircuitFile: false,
  content: ({ scores, agreement }) => ({
    scores: siteRows(scores),
    ...(agreement && { agreement: agreementContent(agreement) }),
  }),
  table: ({ scores }, meaning) => siteTable(scores, meaning),
})
