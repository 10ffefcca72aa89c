import {
  areaOverSizes,
  MIB_SIZES,
  PatchbayError,
  type Evaluation,
  type Measurement,
} from '../../../../contract'

/** The best edges of one size, by sign. */
export interface SizeScore {
  /** Of all edges. */
  part: number
  edges: number
  faithfulness: number
  accuracy: number
}

export interface MibScores {
  /** Areas over the sizes. */
  cpr: number
  cmd: number
  accuracy: number
  /** Of random circuits of the same sizes. */
  randomCpr: number
  /** Of the whole model. */
  modelAccuracy: number
  /** How many prompts were measured. */
  prompts: number
  sizes: SizeScore[]
}

/** What MIB asks of a judgement. @throws PatchbayError (conflict) for one whose circuit has no scores. */
export function mibScoresOf(evaluation: Evaluation): MibScores {
  const { curve, cpr, cmd, clean } = evaluation
  if (!curve || cpr === null || cmd === null)
    throw new PatchbayError(
      'conflict',
      'This judgement has no CPR: its circuit has no scores whose sign is known.',
    )
  const sizes = curve.map(({ percentage: part, edges, faithfulness }) => {
    return { part, edges, faithfulness, accuracy: accuracyOf(measuredAt(edges, part, evaluation)) }
  })
  return {
    ...{ cpr, cmd },
    accuracy: areaOverSizes(sizes.map(({ accuracy }) => accuracy)),
    randomCpr: areaOverSizes(curve.map(({ random }) => random)),
    modelAccuracy: accuracyOf(clean),
    prompts: clean.perPrompt.logit_diff.length,
    sizes,
  }
}

/** The largest is the model itself, and one without edges is what is left when every edge is cut. */
function measuredAt(edges: number, part: number, evaluation: Evaluation): Measurement {
  const { clean, corrupt, empty = corrupt, judgements } = evaluation
  if (part === MIB_SIZES.at(-1)) return clean
  if (edges === 0) return empty
  const judged = judgements.find(({ label }) => label === `top ${edges}`)
  if (judged) return judged.measurement
  throw new PatchbayError('conflict', `This judgement does not have the best ${edges} edges.`)
}

/** The share of prompts on which the answer is above the wrong one. */
function accuracyOf({ perPrompt }: Measurement): number {
  const values = perPrompt.logit_diff
  return values.filter((value) => value > 0).length / values.length
}
