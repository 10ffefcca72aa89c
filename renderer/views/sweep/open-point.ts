import type { RunSummary, SweepDetail, SweepPoint, SweepSpec } from '../../../contract'
import { openRun } from '../../state/open-run'
import { updateWorkbench } from '../../state/workbench'

/** Shows the circuit of a point in Discover; of scores, as many of the best edges as the point has. */
export async function openPoint(
  { values }: SweepPoint,
  run: Pick<RunSummary, 'id' | 'method'>,
  { by }: Pick<SweepSpec, 'by'>,
): Promise<void> {
  if (values.edges !== undefined)
    updateWorkbench({ topEdges: values.edges, rankBy: by, scoreThreshold: null })
  await openRun(run)
}

/** The run whose circuit, or whose best edges, the point is. */
export function runOfPoint(
  { find }: SweepPoint,
  { members, spec }: Pick<SweepDetail, 'members' | 'spec'>,
): Pick<RunSummary, 'id' | 'method'> | null {
  if (find !== null) return members[find].run
  const { base } = spec
  return base.method === 'evaluate' && 'runId' in base.circuit
    ? { id: base.circuit.runId, method: 'import' }
    : null
}
