import { useEffect, useState } from 'react'
import { messageOf, type RunSummary, type ScoreReadings } from '../../../contract'
import { usePromptSet } from '../../state/prompt-store'
import { readScores } from '../../state/score-question'
import { useWorkbench } from '../../state/workbench'

interface ReadingsState {
  readings: ScoreReadings | null
  isMeasuring: boolean
  /** Why there are no readings, or why they are not measured. */
  problem: string | null
}

/** The first edges at once, and their faithfulness as soon as it is measured. */
export function useReadings(run: RunSummary): ReadingsState {
  const hasModel = useWorkbench((state) => state.model !== null)
  const hasPrompts = usePromptSet().rows.length > 0
  const canMeasure = hasModel && hasPrompts
  const [state, setState] = useState<ReadingsState>({
    readings: null,
    isMeasuring: canMeasure,
    problem: null,
  })
  useEffect(() => {
    let isShown = true
    const take = (change: Partial<ReadingsState>) => {
      if (isShown) setState((before) => ({ ...before, ...change }))
    }
    const fail = (error: unknown) => take({ isMeasuring: false, problem: messageOf(error) })
    const read = async () => {
      const readings = await readScores(run, false)
      take({ readings })
      if (!canMeasure) {
        return take({
          problem:
            'Open the model and prompts of these scores to see how faithful the first edges are under each reading.',
        })
      }
      const measured = await readScores(run, true)
      take({ readings: measured, isMeasuring: false, problem: measured.problem })
    }
    read().catch(fail)
    return () => {
      isShown = false
    }
  }, [run, canMeasure])
  return state
}
