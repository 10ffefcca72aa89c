import type { RunSummary } from '../../../contract'
import { tracedInstead } from '../../state/sites'
import { SelectionList } from '../stages/selection-list'

/** The selected sites, and what is traced for each: edges belong to whole heads and MLPs. */
export function TraceSelection({ run }: { run: RunSummary | null }) {
  return (
    <SelectionList
      scores={null}
      run={run}
      hint="Sites chosen in Screen or Confirm are offered first here; “Among” traces the edges between them."
      noteOf={tracedInstead}
    />
  )
}
