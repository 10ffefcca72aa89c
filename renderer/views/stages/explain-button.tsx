import type { RunSummary } from '../../../contract'
import { canBeExplained, openExplainStage } from '../../state/explain-stage'
import { GoTo } from '../../widgets/go-to'

/** Leads from a finished run to what the nodes of its circuit do; nothing where it has no circuit. */
export function ExplainButton({ run }: { run: RunSummary }) {
  if (!canBeExplained(run)) return null
  return <GoTo view="explain" along="this circuit" go={() => openExplainStage(run.id)} />
}
