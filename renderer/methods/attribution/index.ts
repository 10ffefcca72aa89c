import { screenForm, stageForm } from '../../state/stage-form'
import type { MethodView } from '../method-view'
import { ABLATION, DIRECTION, METRIC, SITES } from '../settings'
import { ATTRIBUTION_SCREENS, screenOfVariant } from './screens'

export const attributionView: MethodView<'attribution'> = {
  settings: {
    metric: METRIC,
    direction: DIRECTION,
    variant: { what: 'estimate' },
    ablation: ABLATION,
    sites: SITES,
  },
  stagesOf: () => ['screen'],
  fillForm: ({ metric, direction, ablation = 'resample', sites, variant }) => {
    stageForm.set({ metric, direction, ablation })
    screenForm.set({ screenMethod: screenOfVariant(variant).value, sites })
  },
  screenStarts: ATTRIBUTION_SCREENS,
  screen: {
    title: (config) => (config ? screenOfVariant(config.variant).label : 'Attribution'),
    of: ({ scores }) => scores,
  },
}
