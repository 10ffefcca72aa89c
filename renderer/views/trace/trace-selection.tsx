import { tracedInstead } from '../../state/sites'
import { SelectionList } from '../stages/selection-list'

/** The selected sites, and what is traced for each: edges belong to whole heads and MLPs. */
export function TraceSelection() {
  return (
    <SelectionList
      scores={null}
      hint="Sites chosen in Screen or Confirm are offered first here; “Among” traces the edges between them."
      noteOf={tracedInstead}
    />
  )
}
