import { discoverForm } from '../renderer/state/discover-form'
import { changeDraft } from '../renderer/state/prompts'
import { usePrompts } from '../renderer/state/prompt-store'
import { stageForm } from '../renderer/state/stage-form'
import { showInStages, STAGES } from '../renderer/state/stages'
import { useRuns } from '../renderer/state/run-store'
import { updateWorkbench } from '../renderer/state/workbench'
import { forgetRequests } from './late-host'
import { modelOf } from './shown-runs'

/** Nothing is open but the model `first`, and nothing is asked for. */
export function resetWindow(): void {
  forgetRequests()
  useRuns.setState({ byId: {}, problems: {}, listed: null, live: null, loading: null })
  showInStages(STAGES, null)
  stageForm.set({ selected: [] })
  discoverForm.set({ metric: 'kl' })
  updateWorkbench({
    view: 'runs',
    model: modelOf('first'),
    opening: null,
    runId: null,
    selection: null,
  })
  changeDraft({ type: 'new' })
  usePrompts.setState({ replaced: [] })
}
