import type { ModelInfo, PromptSet, RunConfig, Site, SiteScores } from '../../../contract'
import { confirmConfig, screeningFor } from '../../methods/activation/confirm'
import { confirmForm } from '../../methods/activation/form'
import { useAllForms } from '../../state/forms'
import { currentPromptSet, usePromptSet } from '../../state/prompt-store'
import type { MethodRun } from '../../state/run-store'
import { topNodes } from '../../state/sites'
import { stageConfig, stageForm } from '../../state/stage-form'
import { useWorkbench } from '../../state/workbench'
import { partOf } from '../stages/stage-part'

/** Scores of the screening run; null while there are none. */
function scoresOf(screen: MethodRun | null): SiteScores | null {
  return screen && partOf('screen', screen)
}

/** The sites that would be confirmed now. */
function sitesToConfirm(screen: MethodRun | null): Site[] {
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
