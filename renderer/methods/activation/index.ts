import { screenForm, stageForm } from '../../state/stage-form'
import type { MethodView } from '../method-view'
import { ABLATION, DIRECTION, METRIC, SITES } from '../settings'
import { confirmForm } from './form'
import { ACTIVATION_SCREEN } from './screen'

export const activationView: MethodView<'activation'> = {
  settings: {
    metric: METRIC,
    direction: DIRECTION,
    ablation: ABLATION,
    sites: SITES,
    only: null,
    neurons: null,
    screening: null,
  },
  stagesOf: ({ only }) => (only ? ['confirm'] : ['screen']),
  fillForm: ({ metric, direction, ablation, only, sites }) => {
    stageForm.set({ metric, direction, ablation })
    if (only) {
      stageForm.set({ selected: only })
      confirmForm.set({ confirmWhat: 'selection' })
    } else screenForm.set({ screenMethod: ACTIVATION_SCREEN.value, sites })
  },
  screenStarts: [ACTIVATION_SCREEN],
  screen: { title: () => ACTIVATION_SCREEN.label, of: ({ scores }) => scores },
  confirm: {
    title: () => 'Activation patching',
    of: ({ scores, agreement }) => ({ exact: scores, agreement }),
  },
}
