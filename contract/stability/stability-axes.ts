import { PatchbayError } from '../error'
import { axesOf, SWEEP_AXES, type SweepAxisName, type SweepSpec, type SweepValues } from '../sweep'

/** Circuits that differ by these answer one question: would the same come out of other prompts, thresholds or seeds? */
const REPEATED_AXES: readonly SweepAxisName[] = ['prompts', 'seed', 'resample', 'order', 'threshold']
/** Of these, those by which other prompts are drawn at random. */
export const DRAWN_AXES: readonly SweepAxisName[] = ['prompts', 'seed', 'resample']

/** How many circuits at most: all pairs of them are compared. */
export const MAX_STABILITY_CIRCUITS = 2_000
/** Bootstrap samples where nothing else is said, and at most. */
export const USUAL_RESAMPLES = 30
export const MAX_RESAMPLES = 1_000
/** How many of the best edges are taken where nothing else is said. */
export const USUAL_STABILITY_SIZE = 100

/** Splits the values of a circuit into the question and what it is asked again with. */
export function questionOf(values: SweepValues): { fixed: SweepValues; repeated: SweepValues } {
  const part = (isRepeated: boolean): SweepValues =>
    Object.fromEntries(
      SWEEP_AXES.filter(
        (axis) => values[axis] !== undefined && REPEATED_AXES.includes(axis) === isRepeated,
      ).map((axis) => [axis, values[axis]]),
    )
  return { fixed: part(false), repeated: part(true) }
}

/** Whether a circuit counts: the set as it is says nothing about other prompts, where there are samples of it. */
export function isSample(values: SweepValues, spec: Pick<SweepSpec, 'axes' | 'points'>): boolean {
  const resamples = axesOf(spec).find(({ name }) => name === 'resample')?.values ?? []
  return values.resample !== 0 || resamples.length === 1
}

/** Whether a sweep measures stability by itself, once it is done: it asks the same of prompts drawn at random. */
export function drawsPrompts(spec: Pick<SweepSpec, 'axes' | 'points'>): boolean {
  return axesOf(spec).some(
    ({ name, values }) => (name === 'resample' || name === 'seed') && values.length > 2,
  )
}

/** Whether any of its circuits answer the same question. */
export function asksTwice(spec: Pick<SweepSpec, 'axes' | 'points'>): boolean {
  return axesOf(spec).some(({ name, values }) => REPEATED_AXES.includes(name) && values.length > 1)
}

/** @throws PatchbayError (bad-input) for a sweep that asks nothing twice. */
export function requireRepeats(name: string, spec: Pick<SweepSpec, 'axes' | 'points'>): void {
  if (asksTwice(spec)) return
  throw new PatchbayError(
    'bad-input',
    `${name} asks nothing twice: stability needs a sweep over at least two resamples, seeds, prompt sets, thresholds or orders.`,
  )
}
