import { siteAt, type MetricName, type Site, type SiteFamily } from '../contract'
import { runPairs, joinedData } from '../engine/experiment/paired-runs'
import { baselineOfRuns } from '../engine/experiment/baseline'
import { resultOf } from '../engine/experiment/progress'
import { activationPatching } from '../engine/methods/activation'
import { eap } from '../engine/methods/eap'
import { edgePatching } from '../engine/methods/edges'
import {
  DIRECTION_NAMES,
  experimentOf,
  metricsOf,
  type MethodReference,
  type ModelReference,
  type ReferenceDirection,
} from './method-references'
import { METRIC_NAMES } from './replay-run'

/** What was found, in the order of what is expected. */
export interface ComparedNumbers {
  actual: ArrayLike<number>
  expected: readonly number[]
}

type Passes = { forward: number; backward: number }
type Compared<More = unknown> = AsyncGenerator<ComparedNumbers & { metric: MetricName } & More>

/** The logits at the answer positions of both runs, and every metric of them. */
export async function baselineNumbers({
  task,
  numbers,
}: ModelReference): Promise<Record<'logits' | 'metrics', ComparedNumbers>> {
  const experiment = await experimentOf(task)
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  const { baseline } = baselineOfRuns(experiment, runs)
  const sides = ['clean', 'corrupt'] as const
  return {
    logits: {
      actual: [
        ...joinedData(runs.batches.map(({ cleanLogits }) => cleanLogits)),
        ...joinedData(runs.batches.map(({ corruptLogits }) => corruptLogits)),
      ],
      expected: sides.flatMap((side) => numbers.logits_last[side].flat()),
    },
    metrics: {
      actual: sides.flatMap((side) => METRICS.map((name) => baseline[side].mean[METRIC_NAMES[name]])),
      expected: sides.flatMap((side) => METRICS.map((name) => task.baseline[side][name])),
    },
  }
}

const METRICS = ['ld', 'kl', 'lp'] as const

/** The metric with each edge alone carrying the donor run's value. */
export async function* exactEdges(
  { task, numbers }: MethodReference,
  direction: ReferenceDirection,
  isMeasured: (edge: number) => boolean = () => true,
): Compared {
  const experiment = await experimentOf(task)
  for (const { metric, expected } of metricsOf(numbers.edge_exact[direction])) {
    const edges = [...expected.keys()].filter(isMeasured)
    const options = { metric, direction: DIRECTION_NAMES[direction], edges }
    const { scores } = await resultOf(edgePatching(experiment, options))
    const actual = scores.score.map((effect) => scores.baseMetric + effect)
    yield { metric, actual, expected: edges.map((edge) => expected[edge]) }
  }
}

export async function* eapScores(
  { task, numbers }: MethodReference,
  direction: ReferenceDirection,
): Compared<{ passes: Passes }> {
  const experiment = await experimentOf(task)
  for (const { metric, expected } of metricsOf(numbers.eap[direction])) {
    const options = { metric, direction: DIRECTION_NAMES[direction] }
    const { scores } = await resultOf(eap(experiment, options))
    yield { metric, actual: scores.score, expected, passes: scores.passes }
  }
}

/** Five steps, noising; in the other direction the same scores have the opposite sign. */
export async function* eapIgScores(
  { task, numbers }: MethodReference,
  direction: ReferenceDirection,
): Compared<{ passes: Passes }> {
  const experiment = await experimentOf(task)
  for (const { metric, expected } of metricsOf(numbers.eap_ig5?.k0_4)) {
    const options = { metric, direction: DIRECTION_NAMES[direction], igSteps: 5 }
    const { scores } = await resultOf(eap(experiment, options))
    const sign = direction === 'noise' ? 1 : -1
    const signed = expected.map((score) => sign * score)
    yield { metric, actual: scores.score, expected: signed, passes: scores.passes }
  }
}

/** Which of our sites a reference array holds, in its order. */
const NODE_ARRAYS: Record<string, { family: SiteFamily; isPart(site: Site): boolean }> = {
  resid_pre: { family: 'resid', isPart: () => true },
  attn_out: { family: 'attn', isPart: ({ pos }) => pos !== undefined },
  attn_out_all_pos: { family: 'attn', isPart: ({ pos }) => pos === undefined },
  mlp_out: { family: 'mlp', isPart: ({ pos }) => pos !== undefined },
  mlp_out_all_pos: { family: 'mlp', isPart: ({ pos }) => pos === undefined },
  head_z_all_pos: { family: 'heads', isPart: () => true },
}

/** The metric with each site alone replaced. */
export async function* patchedNodes(
  { task, numbers }: MethodReference,
  direction: ReferenceDirection,
): Compared {
  const experiment = await experimentOf(task)
  for (const [array, byMetric] of Object.entries(numbers.node_patching?.[direction] ?? {})) {
    const { family, isPart } = NODE_ARRAYS[array]
    for (const { metric, expected } of metricsOf(byMetric)) {
      const options = { metric, direction: DIRECTION_NAMES[direction], families: [family] }
      const { scores } = await resultOf(activationPatching(experiment, options))
      yield { metric, actual: scores.value.filter((_, row) => isPart(siteAt(scores, row))), expected }
    }
  }
}
