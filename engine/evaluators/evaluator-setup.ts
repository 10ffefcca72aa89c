import type { Baselines, Ablation, MetricName } from '../../contract'
import type { ComputationalGraph } from '../graph'
import type { MetricMeter } from '../metrics'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds } from '../onnx'
import { ablatedRuns } from '../experiment/ablated-runs'
import type { CorruptMeans } from '../experiment/ablation'
import { graphOf, type Experiment } from '../experiment/experiment'
import type { PairedRuns } from '../experiment/paired-runs'
import { baselineOfRuns } from '../experiment/baseline'

/** What circuits are measured on. */
export interface EvaluatorSetup {
  graph: ComputationalGraph
  config: TransformerConfig
  weights: Feeds
  runs: PairedRuns
  meter: MetricMeter
  metric: MetricName
  threads: number
  /** The most nested cuts that one trial may try; without it, as many as pay off. */
  maxBatch?: number
}

/**
 * From the runs over an experiment's prompts, with every metric of those runs themselves. Cut edges carry what the
 * ablation says; `means` as in ablatedValues.
 * @throws PatchbayError (bad-input) where the model gives no numbers on the clean or the corrupt prompts.
 */
export function evaluatorSetup(
  experiment: Experiment,
  runs: PairedRuns,
  metric: MetricName,
  ablation: Ablation = 'resample',
  means?: CorruptMeans | null,
): EvaluatorSetup & { baseline: Baselines } {
  const { config, weights, threads } = experiment
  const measured = baselineOfRuns(experiment, runs)
  const ablated = ablatedRuns(config, runs, ablation, means)
  return { graph: graphOf(config), config, weights, runs: ablated, metric, threads, ...measured }
}
