import { runTitle, stabilityNote, type OpenedExplanation } from '../../../contract'
import { describeExplained, type Description } from '../../../pictures'
import { useRunList } from '../../state/run-store'
import { useShownRoles } from '../../state/shown-roles'

const NOTHING: Description = { title: 'Explanation', facts: [], notes: [], roles: [] }

/** What files of an explanation's figures say it is of. */
export function useDescribedExplanation(opened: OpenedExplanation | null): () => Description {
  const runs = useRunList()
  const { list: roles } = useShownRoles()
  return () => {
    if (!opened) return NOTHING
    const { circuit, promptsName, prompts } = opened
    const run = runs?.find(({ id }) => id === circuit?.runId)
    const explained = {
      ...opened,
      prompts: { name: promptsName, count: prompts.length },
      run: circuit?.runId ?? null,
    }
    const name = run ? `Run ${run.number} · ${runTitle(run)}` : null
    return describeExplained(explained, name, roles, run ? stabilityNote(run) : null)
  }
}
