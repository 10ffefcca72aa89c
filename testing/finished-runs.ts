import {
  METRIC_SENSE,
  type Ablation,
  type Direction,
  type MethodName,
  type MethodResult,
  type MetricName,
  type RunConfig,
  type RunDetail,
  type RunMeasurements,
  type RunMethod,
} from '../contract'
import { buildGraph } from '../engine/graph'
import { openModel } from '../engine/model'
import { tinyReferences, taskOf } from './method-references'
import { recordRun } from './replay-run'
import { runMethod } from '../engine/methods/run-method'
import type { MethodInputs } from '../engine/methods/engine-method'
import { toColumns } from '../engine/methods/acdc/acdc'

/** A finished run as the host gives it to a view. */
export interface FinishedRun {
  detail: RunDetail
  result: MethodResult | null
}

/** The same as a MethodRun of the stages' views. */
export function methodRunOf({ detail, result }: FinishedRun) {
  return { summary: detail.summary, detail, progress: null, result }
}

const NOTHING = { edge: new Int32Array(0), effect: new Float64Array(0) }
const NO_DECISIONS = toColumns([])

/** Makes runs of every method on a tiny model, each as the host would have it. */
export class RunMaker {
  private readonly task = taskOf(tinyReferences()[0])

  private get common() {
    const prompts = { ...this.task.prompts, bos: 'no' as const }
    return { model: this.task.model, prompts } as unknown as Pick<RunConfig, 'model' | 'prompts'>
  }

  async acdc(metric: MetricName, threshold: number, ablation?: Ablation): Promise<FinishedRun> {
    const choices = { order: 'reference', absolute: false, ablation }
    const config = { method: 'acdc', ...this.common, metric, threshold, ...choices }
    const model = await openModel(this.task.model)
    const record = await recordRun(runMethod({ model, config: config as never, inputs: {}, threads: 1 }))
    const { clean, corrupt, empty } = record.baseline
    const { measurement: circuit, faithfulness } = record.done
    const decisions = toColumns(record.decisions)
    const kept = decisions.kept.reduce((sum, one) => sum + one, 0)
    const detail = await this.detail(
      config as never,
      { clean, corrupt, empty, circuit, faithfulness },
      circuit.mean[metric],
    )
    const effects = {
      edge: Int32Array.from(record.effects.keys()),
      effect: Float64Array.from(record.effects.values()),
    }
    const summary = { ...detail.summary, edgesDecided: decisions.edge.length, edgesKept: kept }
    return { detail: { ...detail, summary, decisions, effects }, result: record.done }
  }

  async method<M extends Exclude<MethodName, 'acdc'>>(
    method: M,
    own: { metric: MetricName; direction?: Direction } & Record<string, unknown>,
    inputs: MethodInputs = {},
  ): Promise<FinishedRun> {
    const config = { method, ...this.common, ...own } as unknown as RunConfig
    const model = await openModel(this.task.model)
    let measured: Pick<RunMeasurements, 'clean' | 'corrupt' | 'empty'> | null = null
    const run = runMethod({ model, config, inputs, threads: 1 })
    let step = await run.next()
    for (; !step.done; step = await run.next()) {
      if (step.value.type !== 'baseline') continue
      const { clean, corrupt, empty } = step.value
      measured = { clean, corrupt, empty }
    }
    const { result, circuit, metricFinal } = step.value
    const found = { circuit: circuit?.measurement ?? null, faithfulness: circuit?.faithfulness ?? null }
    const detail = await this.detail(config, { ...measured!, ...found }, metricFinal)
    if (result.kind !== 'edges') return { detail, result }
    const { edge, score } = result.scores
    if (method === 'edges') return { detail: { ...detail, effects: { edge, effect: score } }, result }
    const scores = new Float64Array(detail.summary.edgesTotal).fill(NaN)
    edge.forEach((each, row) => (scores[each] = score[row]))
    return { detail: { ...detail, scores }, result }
  }

  private async detail(
    config: RunConfig,
    measurements: RunMeasurements,
    metricFinal: number | null,
  ): Promise<RunDetail> {
    const { config: model } = await openModel(this.task.model)
    const { layerCount, heads, parallel } = model
    const shape = { layers: layerCount, heads, mlps: true, parallel }
    const { metric, method } = config
    const direction = 'direction' in config ? config.direction : method === 'acdc' ? 'noising' : null
    const base = direction === 'denoising' ? measurements.corrupt : measurements.clean
    return {
      summary: {
        ...SUMMARY,
        method: method as RunMethod,
        promptCount: config.prompts.rows.length,
        metric,
        threshold: config.method === 'acdc' ? config.threshold : null,
        direction,
        edgesTotal: buildGraph(shape).edgeCount,
        metricInitial: base.mean[metric],
        metricFinal,
        faithfulness: measurements.faithfulness,
      },
      config,
      shape,
      metricSense: METRIC_SENSE[metric],
      provenance: null,
      certificate: null,
      settings: [],
      measurements,
      decisions: NO_DECISIONS,
      effects: NOTHING,
      scores: null,
      seq: 0,
      progress: null,
    }
  }
}

const SUMMARY: RunDetail['summary'] = {
  id: 'run',
  number: 1,
  name: 'Run 1',
  tags: [],
  note: '',
  state: 'done',
  method: 'acdc',
  model: 'tiny',
  modelName: 'tiny',
  promptsName: 'tiny',
  promptCount: 0,
  metric: 'kl',
  threshold: null,
  order: 'reference',
  absolute: false,
  variant: null,
  direction: null,
  importedScores: null,
  edgesTotal: 0,
  edgesDecided: 0,
  edgesKept: 0,
  testsRun: 0,
  outcome: null,
  metricInitial: null,
  metricFinal: null,
  faithfulness: null,
  borderline: 0,
  createdAt: 0,
  finishedAt: 0,
  elapsedMs: 0,
  message: null,
  certificate: null,
}
