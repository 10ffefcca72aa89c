import type { ScreenStart } from '../method-view'

export const ACTIVATION_SCREEN: ScreenStart<'activation'> = {
  value: 'activation',
  label: 'Activation patching',
  text: 'Exact: each site is patched in a run of its own, everything downstream recomputed. One run for each site.',
  scoresNeurons: false,
  needsGradient: false,
  takesAblation: () => true,
  config: (common, { direction, ablation }, sites) => ({
    method: 'activation',
    ...common,
    direction,
    sites,
    neurons: [],
    ablation,
  }),
}
