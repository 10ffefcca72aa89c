import { scoredPart } from '../../views/discover/scored-part'
import type { MethodView } from '../method-view'
import { ABLATION, DIRECTION, METRIC } from '../settings'
import { EAP_STARTS, fillEapForm } from './starts'

export const eapView: MethodView<'eap'> = {
  settings: {
    metric: METRIC,
    direction: DIRECTION,
    igSteps: { what: 'integrated-gradient steps' },
    ablation: ABLATION,
  },
  stagesOf: () => [],
  fillForm: fillEapForm,
  discoverStarts: EAP_STARTS,
  discover: scoredPart((config) => {
    const steps = config && 'igSteps' in config ? config.igSteps : 0
    return steps > 0 ? `EAP-IG, ${steps} steps` : 'EAP'
  }),
}
