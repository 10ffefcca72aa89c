import type { SiteScores } from '../../../contract'
import { methodLabel, methodView } from '../../methods/registry'
import type { MethodRun } from '../../state/run-store'
import type { Stage } from '../../state/stages'
import type { Confirmed, Judged, Traced } from './stage-results'

/** What each stage shows of a result. */
export interface StageParts {
  screen: SiteScores
  confirm: Confirmed
  trace: Traced
  judge: Judged
}

/** What a stage shows of a finished run; null while there is no result, or where the method has nothing for the stage. */
export function partOf<S extends Stage>(
  stage: S,
  { summary, detail, result }: MethodRun,
): StageParts[S] | null {
  const part = methodView(summary.method)[stage]
  return result && part ? (part.of(result, detail.config) as StageParts[S]) : null
}

/** What the method of a run is called in a stage. */
export function titleIn(stage: Stage, { summary, detail }: MethodRun): string {
  return methodView(summary.method)[stage]?.title(detail.config) ?? methodLabel(summary.method)
}

/** Whether several stages show the run, one after another as it progresses. */
export function isOfSeveralStages({ detail: { config } }: MethodRun): boolean {
  return config !== null && methodView(config.method).stagesOf(config).length > 1
}
