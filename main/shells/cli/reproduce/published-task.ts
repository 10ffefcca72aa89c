import { PUBLISHED_CIRCUITS, type PublishedCircuit, type PublishedTask } from '../../../../engine/host'
import { shapeText } from '../../../host/runs/run-circuit'
import { PatchbayError, type BosChoice, type MetricName, type ModelInfo } from '../../../../contract'

/** How a published result is looked for again. */
export interface Reproduction {
  task: PublishedTask
  circuit: PublishedCircuit
  /** Of screening, confirming and tracing, which need gradients. */
  metric: MetricName
  /** Of ACDC, from few edges to many. */
  thresholds: number[]
  /** How the prompts begin. */
  bos: BosChoice
}

/**
 * ACDC is run with kl, as in Conmy et al. 2023; the thresholds are round numbers of ours about theirs. BOS is as in their
 * code: the docstring prompts alone begin with it (acdc/docstring/prompts.py, `prepend_bos=True`).
 */
const CHOICES: Record<PublishedTask, Pick<Reproduction, 'metric' | 'thresholds' | 'bos'>> = {
  ioi: { metric: 'logit_diff', thresholds: [0.1, 0.05, 0.02], bos: 'no' },
  'greater-than': { metric: 'prob_diff', thresholds: [0.05, 0.02, 0.01], bos: 'no' },
  docstring: { metric: 'logit_diff', thresholds: [0.2, 0.1, 0.05], bos: 'yes' },
}

export const PUBLISHED_TASKS = Object.keys(CHOICES) as PublishedTask[]

/** As it was published, but for what is given. */
export function reproductionOf(
  task: PublishedTask,
  given: { thresholds?: number[]; bos?: BosChoice },
): Reproduction {
  const { metric, ...usual } = CHOICES[task]
  const { thresholds = usual.thresholds, bos = usual.bos } = given
  return { task, circuit: PUBLISHED_CIRCUITS[task], metric, thresholds, bos }
}

/** @throws PatchbayError (bad-input) where the model's graph is not the one that the published circuit is of. */
export function checkShape({ task, circuit }: Reproduction, { name, shape }: ModelInfo): void {
  const [wanted, found] = [shapeText(circuit), shapeText({ shape })]
  if (wanted === found) return
  throw new PatchbayError(
    'bad-input',
    `The published circuit of ${task} is of ${circuit.model} (${wanted}); ${name} has ${found}: give --model a model of that shape.`,
  )
}
