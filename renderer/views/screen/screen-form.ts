import type { Ablation, ModelInfo, RunConfig, SiteFamily } from '../../../contract'
import type { ScreenStart } from '../../methods/method-view'
import { SCREEN_STARTS, startOf } from '../../methods/registry'
import { useAllForms } from '../../state/forms'
import { flatMetric } from '../../state/gradient-metric'
import { usePromptSet } from '../../state/prompt-store'
import { screenForm, stageConfig, stageForm, type ScreenForm } from '../../state/stage-form'
import { useWorkbench } from '../../state/workbench'

type Model = Pick<ModelInfo, 'shape'> | null

/** The method that is chosen in Screen. */
function screenStart(): ScreenStart {
  return startOf(SCREEN_STARTS, screenForm.get().screenMethod)
}

export function useScreenStart(): ScreenStart {
  return startOf(
    SCREEN_STARTS,
    screenForm.use((form) => form.screenMethod),
  )
}

/** The families of sites that a method can score in this model. */
export function availableSites(
  { scoresNeurons }: Pick<ScreenStart, 'scoresNeurons'>,
  model: Model,
): SiteFamily[] {
  const mlps = model?.shape.mlps ?? true
  const sites: SiteFamily[] = ['resid', 'attn', 'heads', 'heads-by-position', 'q', 'k', 'v', 'pattern']
  if (mlps) sites.splice(2, 0, 'mlp')
  if (mlps && scoresNeurons) sites.push('neurons')
  return sites
}

/** Screened by default: enough for all panels, without families that are slow to measure exactly. */
export function defaultSites(start: Pick<ScreenStart, 'scoresNeurons'>, model: Model): SiteFamily[] {
  const usual: SiteFamily[] = ['resid', 'attn', 'mlp', 'heads', 'neurons']
  return availableSites(start, model).filter((site) => usual.includes(site))
}

/** The chosen families that this method and model have; the default if none of them is left. */
export function effectiveSites(
  { sites }: Pick<ScreenForm, 'sites'>,
  start: Pick<ScreenStart, 'scoresNeurons'>,
  model: Model,
): SiteFamily[] {
  const available = availableSites(start, model)
  const chosen = sites?.filter((site) => available.includes(site)) ?? []
  return chosen.length > 0 ? chosen : defaultSites(start, model)
}

/** The ablation of the next screening, and whether there is a choice of it. */
export function useScreenAblation(): { isOffered: boolean; ablation: Ablation } {
  const start = useScreenStart()
  const { direction, ablation } = stageForm.use((form) => form)
  const isOffered = start.takesAblation(direction)
  return { isOffered, ablation: isOffered ? ablation : 'resample' }
}

/** Why the chosen method estimates by another metric than the form's; null where it takes that one. */
export function useFlatMetric(): string | null {
  const { needsGradient } = useScreenStart()
  const { metric, direction } = stageForm.use((form) => form)
  return needsGradient ? flatMetric(metric, direction) : null
}

export function screenConfig(model: Model): RunConfig | null {
  const common = stageConfig()
  const start = screenStart()
  return common && start.config(common, stageForm.get(), effectiveSites(screenForm.get(), start, model))
}

export function useScreenConfig(): RunConfig | null {
  useAllForms()
  usePromptSet()
  return screenConfig(useWorkbench((state) => state.model))
}
