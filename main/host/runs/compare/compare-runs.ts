import type { RunComparison } from '../../../../contract'
import { buildGraph, diffCircuits } from '../../../../engine/host'
import type { Store } from '../../../store'
import { choicesOf } from './choices'
import { measuredSide } from './measured-side'
import { pairedPrompts } from './paired-prompts'
import { refuseOtherGraphs } from './same-graph'
import { takenCircuits, type Asked } from './taken-circuit'

/** Compares two circuits of one graph. @throws PatchbayError (bad-input) for graphs of different shape. */
export function compareRuns(a: Asked, b: Asked, store: Store): RunComparison {
  refuseOtherGraphs([a.run, b.run])
  const { shape } = a.run
  const [takenA, takenB] = takenCircuits([a, b])
  const [sideA, sideB] = [takenA, takenB].map((taken) => measuredSide(taken, store))
  const choices = choicesOf(a.run, b.run)
  return {
    a: a.run.summary,
    b: b.run.summary,
    sideA: sideA.side,
    sideB: sideB.side,
    shape,
    modelHash: (a.run.provenance ?? b.run.provenance)?.modelHash ?? null,
    ...diffCircuits(buildGraph(shape), takenA.circuit, takenB.circuit),
    choices,
    differences: choices.filter((choice) => choice.a !== choice.b),
    measurementsA: sideA.measurements,
    measurementsB: sideB.measurements,
    worstA: sideA.worst,
    worstB: sideB.worst,
    prompts: pairedPrompts(sideA.prompts, sideB.prompts),
    heldOut: pairedPrompts(sideA.heldOut, sideB.heldOut),
  }
}
