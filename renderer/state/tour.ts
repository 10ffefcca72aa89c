import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { SampleInfo, SamplePrompts } from '../../contract'
import { discoverForm } from './discover-form'
import { followExplained } from './explain-stage'
import { useHost } from './host'
import { openSample } from './session'
import { screenForm, stageForm } from './stage-form'
import { showInStages, STAGES } from './stages'
import { windowStorage } from './window-storage'
import { showView, useWorkbench } from './workbench'

/** The steps of the tour, in their order. */
export const TOUR_STEPS = [
  'question',
  'task',
  'screen',
  'choose',
  'confirm',
  'trace',
  'discover',
  'pin',
  'judge',
  'explain',
  'accept',
  'end',
] as const
export type TourStepId = (typeof TOUR_STEPS)[number]

interface TourState {
  /** Whether its strip is on screen. */
  isOpen: boolean
  /** Where it is, or was left; null before the first time, and after its end. */
  step: TourStepId | null
}

/** Kept across starts: a tour that was left goes on where it was. */
export const useTour = create<TourState>()(
  persist((): TourState => ({ isOpen: false, step: null }), {
    name: 'patchbay.tour',
    version: 1,
    storage: windowStorage(),
    merge: (saved, current) => {
      const { isOpen, step } = { ...current, ...(saved as Partial<TourState> | undefined) }
      // A step of another version: the tour begins again.
      return step !== null && TOUR_STEPS.includes(step) ? { isOpen, step } : current
    },
  }),
)

const SAMPLE = 'trained'
const PROMPTS = 'sample:trained-ioi'

/** The sample and prompt set that the tour is about; null where this build does not ship them. */
export function tourSample(): { sample: SampleInfo; set: SamplePrompts } | null {
  const sample = useHost.getState().info?.samples.find(({ name }) => name === SAMPLE)
  const set = sample?.prompts.find(({ id }) => id === PROMPTS)
  return sample && set ? { sample, set } : null
}

/** Whether there is something to take a tour of. */
export function useHasTour(): boolean {
  return useHost((state) => state.info?.samples.some(({ name }) => name === SAMPLE) ?? false)
}

/** Whether what is open is what the tour is about. */
export function useIsTourOpen(): boolean {
  const path = useWorkbench((state) => state.model?.path)
  const sample = useHost((state) => state.info?.samples.find(({ name }) => name === SAMPLE))
  return sample !== undefined && sample.path === path
}

/** Begins the tour, or goes on with one that was left. Runs of it stay in Runs, as all others. */
export async function startTour(): Promise<void> {
  const { step } = useTour.getState()
  const { model } = useWorkbench.getState()
  const found = tourSample()
  if (step !== null && found && model?.path === found.sample.path) useTour.setState({ isOpen: true })
  else await beginTour()
}

/** Begins with the first step: opens the sample, empties the stages and sets what the tour's texts are about. */
export async function beginTour(): Promise<void> {
  const found = tourSample()
  if (!found) return
  showView('dataset')
  useTour.setState({ isOpen: true, step: 'question' })
  showInStages(STAGES, null)
  stageForm.set({ metric: 'logit_diff', direction: 'noising', ablation: 'resample', selected: [] })
  screenForm.set({ screenMethod: null, sites: null })
  discoverForm.set({ discoverMethod: null, ablation: 'resample' })
  followExplained()
  await openSample(found.sample, found.set)
}

/** Puts the strip away; the step stays. */
export function leaveTour(): void {
  useTour.setState({ isOpen: false })
}

export function endTour(): void {
  useTour.setState({ isOpen: false, step: null })
}

/** To the step `by` after this one, or before it. */
export function moveTour(by: 1 | -1): void {
  const { step } = useTour.getState()
  if (step === null) return
  const next = TOUR_STEPS[TOUR_STEPS.indexOf(step) + by]
  if (next) useTour.setState({ step: next })
}
