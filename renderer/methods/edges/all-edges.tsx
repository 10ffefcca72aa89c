import { discoverForm } from '../../state/discover-form'
import { noisingAblation } from '../../state/stage-form'
import { PatchingFields } from '../../views/discover/discover-fields'
import { SCORED_TEXTS } from '../../views/discover/scored-part'
import { MlpField } from '../../widgets/method-fields'
import type { ConfigOf, DiscoverStart } from '../method-view'
import { allEdgesForm } from './form'

export const ALL_EDGES: DiscoverStart<'edges'> = {
  value: 'edges',
  label: 'Exact, all edges',
  name: 'all edges',
  SettingsFields: AllEdgesFields,
  config: (common, form) => ({
    method: 'edges',
    ...common,
    direction: form.direction,
    select: { kind: 'all' },
    mlps: allEdgesForm.get().mlps,
    ablation: noisingAblation(form),
  }),
  ...SCORED_TEXTS,
}

function AllEdgesFields() {
  const mlps = allEdgesForm.use((form) => form.mlps)
  return (
    <>
      <PatchingFields hasAblation />
      <MlpField value={mlps} onChange={(value) => allEdgesForm.set({ mlps: value })} />
    </>
  )
}

export function fillAllEdgesForm({
  metric,
  direction,
  mlps,
  ablation = 'resample',
}: ConfigOf<'edges'>): void {
  discoverForm.set({ metric, direction, ablation, discoverMethod: ALL_EDGES.value })
  allEdgesForm.set({ mlps })
}
