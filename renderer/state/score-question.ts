import { create } from 'zustand'
import type { RunSummary, ScoreReading, ScoreReadings } from '../../contract'
import { call } from './client'
import { notifyProblem } from './notify'
import { currentPromptSet } from './prompt-store'
import { useWorkbench } from './workbench'

/** The imported circuit whose scores are asked about; null while the question is not on screen. */
export const useScoreQuestion = create<{ run: RunSummary | null }>(() => ({ run: null }))

export function askScores(run: RunSummary): void {
  useScoreQuestion.setState({ run })
}

export function closeScoreQuestion(): void {
  useScoreQuestion.setState({ run: null })
}

/** Whether the meaning of the run's scores is unknown. */
export function isUnanswered({ importedScores }: Pick<RunSummary, 'importedScores'>): boolean {
  return importedScores !== null && importedScores.meaning === null
}

/** Whether the user can say what they are: not where the file already does. */
export function isAskable({ importedScores }: Pick<RunSummary, 'importedScores'>): boolean {
  return importedScores?.saidBy === 'person'
}

export async function answerScores(id: string, reading: ScoreReading | null): Promise<void> {
  try {
    await call('runs.sayScores', { id, reading })
    closeScoreQuestion()
  } catch (error) {
    notifyProblem('The answer could not be saved', error)
  }
}

/** How many edges are measured: enough for the two orders to differ, too few to be the whole model. */
export function edgesToMeasure(edgesTotal: number): number {
  return Math.min(edgesTotal, Math.max(10, Math.round(edgesTotal / 10)))
}

/** Both readings; measured if `isMeasured`, and a model and prompts are open. */
export function readScores(run: RunSummary, isMeasured: boolean): Promise<ScoreReadings> {
  const { model } = useWorkbench.getState()
  const prompts = currentPromptSet()
  const on = isMeasured && model && prompts.rows.length > 0 ? { model: model.path, prompts } : undefined
  return call('runs.readings', { id: run.id, top: edgesToMeasure(run.edgesTotal), on })
}
