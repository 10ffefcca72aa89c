import { useMethodRuns } from '../../state/method-runs'
import { updateStages, useStages, type Stages } from '../../state/stages'
import { knownTrace, traceConfig } from './trace-data'

type Slot = Partial<Pick<Stages, 'traceMode' | 'receiver' | 'sender' | 'mlps'>>

/** Turns to another slot; where it was traced already, its run comes back on screen. */
export function lookAt(slot: Slot): void {
  updateStages(slot)
  const stages = useStages.getState()
  const config = traceConfig(stages)
  const known = config && knownTrace(useMethodRuns.getState().runs, config)
  if (known) updateStages({ runs: { ...stages.runs, trace: known } })
}
