import { discoverForm } from '../../state/discover-form'
import { gradientMetric } from '../../state/gradient-metric'
import { noisingAblation } from '../../state/stage-form'
import { PatchingFields } from '../../views/discover/discover-fields'
import { SCORED_TEXTS } from '../../views/discover/scored-part'
import type { ConfigOf, DiscoverStart } from '../method-view'
import { EapFields } from './eap-fields'
import { eapForm } from './form'
import { IgSteps } from './ig-steps'

const EAP: DiscoverStart<'eap'> = {
  value: 'eap',
  label: 'EAP',
  name: 'EAP',
  SettingsFields: EapFields,
  config: (common, form) => ({
    method: 'eap',
    ...common,
    metric: gradientMetric(common.metric, form.direction, common.prompts),
    direction: form.direction,
    igSteps: 0,
    ablation: noisingAblation(form),
  }),
  ...SCORED_TEXTS,
}

/** Its gradients are also taken between the two runs, where no metric is flat. It is defined for resample ablation only. */
const EAP_IG: DiscoverStart<'eap'> = {
  value: 'eap-ig',
  label: 'EAP-IG',
  name: 'EAP-IG',
  HeaderFields: IgSteps,
  SettingsFields: () => <PatchingFields hasAblation={false} />,
  config: (common, { direction }) => ({
    method: 'eap',
    ...common,
    direction,
    igSteps: eapForm.get().igSteps,
    ablation: 'resample',
  }),
  ...SCORED_TEXTS,
}

export const EAP_STARTS = [EAP, EAP_IG] as const

export function fillEapForm({ metric, direction, igSteps, ablation = 'resample' }: ConfigOf<'eap'>): void {
  if (igSteps === 0) return discoverForm.set({ metric, direction, ablation, discoverMethod: EAP.value })
  discoverForm.set({ metric, direction, discoverMethod: EAP_IG.value })
  eapForm.set({ igSteps })
}
