import type { ModelInfo, PromptSet, RunConfig, Site, SiteScores } from '../../../contract'
import { confirmConfig, screeningFor } from '../../methods/activation/confirm'
import { confirmForm } from '../../methods/activation/form'
import { useAllForms } from '../../state/forms'
import { currentPromptSet, usePromptSet } from '../../state/prompt-store'
import type { MethodRun } from '../../state/run-store'
import { isSameValue } from '../../state/same-value'
import { siteKey, topNodes, topNodesText } from '../../state/sites'
import { stageConfig, stageForm } from '../../state/stage-form'
import { useWorkbench } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { partOf } from '../stages/stage-part'

/** Scores of the screening run; null while there are none. */
function scoresOf(screen: MethodRun | null): SiteScores | null {
  return screen && partOf('screen', screen)
}

/** The sites that would be confirmed now. */
export function sitesToConfirm(screen: MethodRun | null): Site[] {
  const { selected, top } = stageForm.get()
  if (confirmForm.get().confirmWhat === 'selection') return selected
  const scores = scoresOf(screen)
  return scores ? topNodes(scores, top) : []
}

/** Why nothing can be confirmed, as a sentence; null when something can. */
export function useConfirmObstacle(screen: MethodRun | null): string | null {
  useAllForms()
  if (sitesToConfirm(screen).length > 0) return null
  if (confirmForm.get().confirmWhat === 'selection') return 'Select sites in Screen first.'
  return scoresOf(screen)
    ? 'The screening has no heads or MLPs: select sites in Screen.'
    : 'Screen first: its strongest sites are confirmed.'
}

/** What Confirm would start now; null while something is missing. */
export function confirmRun(screen: MethodRun | null): RunConfig | null {
  const common = stageConfig()
  const only = sitesToConfirm(screen)
  if (!common || only.length === 0) return null
  const form = stageForm.get()
  return confirmConfig(common, form, only, screeningFor(screen, openInputs(), form))
}

export function useConfirmRun(screen: MethodRun | null): RunConfig | null {
  useAllForms()
  useWorkbench((state) => state.model)
  usePromptSet()
  return confirmRun(screen)
}

function openInputs(): { model: ModelInfo; prompts: PromptSet } | null {
  const { model } = useWorkbench.getState()
  return model && { model, prompts: currentPromptSet() }
}

/** What is confirmed now, on the button: `Confirm these 3 sites`, `Confirm the top 20`, `Confirm all 15 heads and MLPs`. */
export function useConfirmLabel(screen: MethodRun | null): string {
  useAllForms()
  const { length } = sitesToConfirm(screen)
  if (length === 0) return 'Confirm'
  const scores = scoresOf(screen)
  if (scores && confirmForm.get().confirmWhat === 'top')
    return `Confirm ${topNodesText(scores, stageForm.get().top)}`
  return length === 1 ? 'Confirm this site' : `Confirm these ${formatCount(length)} sites`
}

/** Whether a run measured other sites than would be confirmed now. */
export function isOfOtherSites({ detail: { config } }: MethodRun, sites: readonly Site[]): boolean {
  if (sites.length === 0 || config?.method !== 'activation' || !config.only) return false
  return !isSameValue(config.only.map(siteKey), sites.map(siteKey))
}
