import type { Ablation, ModelInfo, SiteFamily, RunConfig } from '../../../contract'
import { commonConfig, patchesWith, type ScreenMethod, type Stages } from '../../state/stages'

export const METHOD_OPTIONS: { value: ScreenMethod; label: string; text: string }[] = [
  {
    value: 'atp',
    label: 'Attribution (AtP)',
    text: 'First-order estimate of every site at once, neurons and positions too, from two forwards and one backward.',
  },
  {
    value: 'atp-star',
    label: 'AtP*',
    text: 'Attribution with the softmax recomputed for patched queries and keys, and gradients dropped layer by layer (Kramár et al. 2024).',
  },
  {
    value: 'relp',
    label: 'RelP',
    text: 'Attribution with relevance-propagation rules in place of gradients: far closer on MLPs (arXiv 2508.21258).',
  },
  {
    value: 'activation',
    label: 'Activation patching',
    text: 'Exact: each site is patched in a run of its own, everything behind it recomputed. One run for each site.',
  },
]

/** The families a method can score in this model. */
export function availableSites(method: ScreenMethod, model: Pick<ModelInfo, 'shape'> | null): SiteFamily[] {
  const mlps = model?.shape.mlps ?? true
  const sites: SiteFamily[] = ['resid', 'attn', 'heads', 'heads-by-position', 'q', 'k', 'v', 'pattern']
  if (mlps) sites.splice(2, 0, 'mlp')
  if (mlps && method !== 'activation') sites.push('neurons')
  return sites
}

/** What is screened while nobody chose: enough for all panels, without what is slow to measure exactly. */
export function defaultSites(method: ScreenMethod, model: Pick<ModelInfo, 'shape'> | null): SiteFamily[] {
  const usual: SiteFamily[] = ['resid', 'attn', 'mlp', 'heads', 'neurons']
  return availableSites(method, model).filter((site) => usual.includes(site))
}

/** The chosen families as far as this method and model have them; the default where none is left. */
export function effectiveSites(
  { sites, screenMethod }: Pick<Stages, 'sites' | 'screenMethod'>,
  model: Pick<ModelInfo, 'shape'> | null,
): SiteFamily[] {
  const available = availableSites(screenMethod, model)
  const chosen = sites?.filter((site) => available.includes(site)) ?? []
  return chosen.length > 0 ? chosen : defaultSites(screenMethod, model)
}

export function screenAblation(stages: Pick<Stages, 'screenMethod' | 'direction' | 'ablation'>): Ablation {
  return patchesWith(stages, stages.screenMethod === 'activation' ? 'activation' : 'another method')
}

export function screenConfig(stages: Stages, model: Pick<ModelInfo, 'shape'> | null): RunConfig | null {
  const common = commonConfig()
  if (!common) return null
  const shared = { ...common, direction: stages.direction, sites: effectiveSites(stages, model) }
  const ablation = screenAblation(stages)
  if (stages.screenMethod === 'activation') return { method: 'activation', ...shared, neurons: [], ablation }
  return { method: 'attribution', ...shared, variant: stages.screenMethod, ablation }
}
