import { create } from 'zustand'
import {
  MAX_COMPARED,
  type ComparedCircuit,
  type EdgeChoice,
  type PromptMeasure,
  type PromptPart,
} from '../../contract'
import { call } from './client'
import { createForm } from './forms'
import { notifyProblem } from './notify'
import { useWorkbench, updateWorkbench } from './workbench'

/** How Compare shows its circuits: two as one graph or prompt by prompt, or several beside each other. */
export type CompareMode = 'graph' | 'prompts' | 'several'

export interface CompareForm {
  mode: CompareMode
  /** Ids of the runs beside each other, in their order. */
  several: string[]
  /** By id of a scored run: which of its edges are meant; absent while as many as the other circuit has. */
  choices: Record<string, EdgeChoice>
  /** Which Jaccard index the matrix shows. */
  jaccardOf: 'edges' | 'nodes'
  /** Only the choices on which two runs differ, or all. */
  differencesOnly: boolean
  /** What prompts are compared by, and on which part of a split set. */
  promptMeasure: PromptMeasure
  promptPart: PromptPart
}

export const compareForm = createForm<CompareForm>('compare', {
  mode: 'graph',
  several: [],
  choices: {},
  jaccardOf: 'edges',
  differencesOnly: true,
  promptMeasure: 'faithfulness',
  promptPart: 'train',
})

/** Opens Compare on these runs: two as a pair, more beside each other. */
export function compareRuns(ids: readonly string[]): void {
  const several = ids.slice(0, MAX_COMPARED)
  compareForm.set({ several, mode: several.length > 2 ? 'several' : 'graph' })
  comparePair(several[0] ?? null, several[1] ?? null)
  updateWorkbench({ view: 'compare' })
}

/** Which two runs make the union. */
export function comparePair(compareA: string | null, compareB: string | null): void {
  updateWorkbench({ compareA, compareB })
}

/** Forgets what was compared: Compare then begins with the newest circuits of the open model. */
export function compareNewest(): void {
  compareForm.set({ several: [] })
  comparePair(null, null)
}

export function swapSides(): void {
  const { compareA, compareB } = useWorkbench.getState()
  comparePair(compareB, compareA)
}

/** Which edges of a scored run make its circuit; null: as many as the other circuit has. */
export function chooseEdges(id: string, choice: EdgeChoice | null): void {
  const { [id]: _before, ...others } = compareForm.get().choices
  compareForm.set({ choices: choice ? { ...others, [id]: choice } : others })
}

/** Adds a circuit to those shown beside each other. */
export function addCompared(shown: readonly string[], id: string): void {
  if (shown.length < MAX_COMPARED && !shown.includes(id)) compareForm.set({ several: [...shown, id] })
}

export function dropCompared(shown: readonly string[], id: string): void {
  compareForm.set({ several: shown.filter((each) => each !== id) })
}

export function showCompareMode(mode: CompareMode): void {
  compareForm.set({ mode })
}

/** By what is judged: the id of its judgement, until that is done and the comparison has its numbers. */
const useJudging = create<Record<string, string>>()(() => ({}))

function keyOf({ run, choice, edges }: ComparedCircuit): string {
  return JSON.stringify([run.id, choice && [choice.by, edges]])
}

/** The run that judges this circuit since the program was opened; undefined where none was started. */
export function useJudgingRun(side: ComparedCircuit): string | undefined {
  return useJudging((judging) => judging[keyOf(side)])
}

/** Judges exactly these edges; the comparison takes the numbers in when that is done. */
export async function judgeSide(side: ComparedCircuit): Promise<void> {
  if (!side.judge) return
  try {
    const { id } = await call('runs.start', { config: side.judge })
    useJudging.setState({ [keyOf(side)]: id })
  } catch (error) {
    notifyProblem('The circuit could not be judged', error)
  }
}
