import type { ComparedPrompt, PairedPrompts, RunComparison } from './compare'
import { faithfulnessByPrompt } from './faithfulness'
import type { Baselines, Measurement, MetricName, RunMeasurements } from './metric'
import type { PromptPart } from './prompt-split'

/** One prompt by what both circuits make of it; NaN where that is not defined. */
export interface PromptDifference extends ComparedPrompt {
  a: number
  b: number
  difference: number
}

/** What each prompt is compared by. */
export type PromptMeasure = 'faithfulness' | MetricName

/** Where the numbers of a part come from: null where one of the circuits has none. */
export interface ComparedPart {
  prompts: PairedPrompts
  a: RunMeasurements
  b: RunMeasurements
}

/** What is compared prompt by prompt. */
type Numbers = Pick<
  RunComparison,
  'sideA' | 'sideB' | 'measurementsA' | 'measurementsB' | 'prompts' | 'heldOut'
>

/** The part asked for, else the other one. */
export function comparedPart(comparison: Numbers, part: PromptPart): ComparedPart | null {
  const { sideA, sideB, measurementsA, measurementsB, prompts, heldOut } = comparison
  const [judgedA, judgedB] = [sideA.judgement?.measurements, sideB.judgement?.measurements]
  if (part === 'held-out' && heldOut && judgedA && judgedB)
    return { prompts: heldOut, a: judgedA, b: judgedB }
  if (!prompts || !measurementsA || !measurementsB) return null
  return { prompts, a: measurementsA, b: measurementsB }
}

/** Every prompt that both were measured on, in the order of A's set. */
export function promptDifferences(
  { prompts, a, b }: ComparedPart,
  measure: PromptMeasure,
): PromptDifference[] {
  const [ofA, ofB] = [valuesOf(a, measure), valuesOf(b, measure)]
  return prompts.shared.map((prompt) => {
    const [valueA, valueB] = [ofA[prompt.atA], ofB[prompt.atB]]
    return { ...prompt, a: valueA, b: valueB, difference: valueB - valueA }
  })
}

function valuesOf(run: Baselines & { circuit: Measurement | null }, measure: PromptMeasure): Float64Array {
  if (!run.circuit) return new Float64Array()
  return measure === 'faithfulness' ? faithfulnessByPrompt(run.circuit, run) : run.circuit.perPrompt[measure]
}
