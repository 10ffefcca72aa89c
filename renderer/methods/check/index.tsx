import { stageForm } from '../../state/stage-form'
import type { MethodView } from '../method-view'
import { METRIC } from '../settings'
import { CheckPanel } from './check-panel'

export const checkView: MethodView<'check'> = {
  settings: { metric: METRIC, referenceLogits: null },
  stagesOf: () => ['judge'],
  fillForm: ({ metric }) => stageForm.set({ metric }),
  judge: { title: () => 'Self-check', of: ({ items }) => ({ panels: () => <CheckPanel items={items} /> }) },
}
