import { tracedInstead } from '../../state/sites'
import { SelectionList } from '../stages/selection-list'

/** The sites chosen before, and what is traced of each: edges are those of whole heads and MLPs. */
export function TraceSelection() {
  return (
    <SelectionList
      scores={null}
      hint="Sites chosen in Screen or Confirm are offered first here, and are what “Among” joins."
      noteOf={tracedInstead}
    />
  )
}
