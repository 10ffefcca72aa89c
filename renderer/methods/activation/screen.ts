import type { ScreenStart } from '../method-view'

export const ACTIVATION_SCREEN: ScreenStart<'activation'> = {
  value: 'activation',
  label: 'Activation patching',
  text: 'Exact: each site is patched in its own run of the model, with everything downstream recomputed.',
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
