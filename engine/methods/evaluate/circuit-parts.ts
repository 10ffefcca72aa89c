import type { Experiment } from '../../experiment/experiment'
import { promptsWithSenders, senderParts } from '../../experiment/prompt-parts'

/**
 * What is computed of a part of the prompts stays below this: beside both runs there are the values of circuits, which take
 * as much again, and the runs of the part before until their memory is collected.
 */
const MAX_CIRCUIT_PART_BYTES = 512 * 2 ** 20

const limited = (experiment: Experiment): Experiment => ({
  ...experiment,
  partBytes: Math.min(MAX_CIRCUIT_PART_BYTES, experiment.partBytes ?? MAX_CIRCUIT_PART_BYTES),
})

/** Parts of the prompts on which circuits are measured, one after another. */
export const circuitParts = (experiment: Experiment): Experiment[] => senderParts(limited(experiment))

/** How many prompts such a part has at most. */
export const promptsPerPart = (experiment: Experiment): number => promptsWithSenders(limited(experiment))
