import { ATTRIBUTION_VARIANTS } from '../../../contract'
import { gradientMetric } from '../../state/gradient-metric'
import { noisingAblation } from '../../state/stage-form'
import type { ConfigOf, ScreenStart } from '../method-view'

type Variant = ConfigOf<'attribution'>['variant']

const TEXTS: Record<Variant, Pick<ScreenStart, 'label' | 'text'>> = {
  atp: {
    label: 'Attribution (AtP)',
    text: 'First-order estimate of every site at once, neurons and positions too, from two forwards and one backward.',
  },
  'atp-star': {
    label: 'AtP*',
    text: 'Attribution with the softmax recomputed for patched queries and keys, and gradients dropped layer by layer (Kramár et al. 2024).',
  },
  relp: {
    label: 'RelP',
    text: 'Attribution with relevance-propagation rules in place of gradients: far closer on MLPs (arXiv 2508.21258).',
  },
}

/** One entry in Screen's menu for each variant, called by its name. */
export const ATTRIBUTION_SCREENS = ATTRIBUTION_VARIANTS.map(screenOfVariant)

export function screenOfVariant(variant: Variant): ScreenStart<'attribution'> {
  return {
    value: variant,
    ...TEXTS[variant],
    scoresNeurons: true,
    needsGradient: true,
    takesAblation: (direction) => direction === 'noising',
    config: (common, form, sites) => ({
      method: 'attribution',
      ...common,
      metric: gradientMetric(common.metric, form.direction, common.prompts),
      direction: form.direction,
      sites,
      variant,
      ablation: noisingAblation(form),
    }),
  }
}
