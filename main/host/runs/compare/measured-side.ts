import { measuredRows, splitRows } from '../../../../contract'
import type {
  ComparedCircuit,
  EvaluateConfig,
  PromptRow,
  RunConfig,
  RunMeasurements,
  WorstPrompt,
} from '../../../../contract'
import type { Store } from '../../../store'
import { judgementFound } from './judgement-found'
import type { Taken } from './taken-circuit'
import { worstOf } from './worst-prompt'

/** Prompts in the order of the numbers by prompt. */
export type MeasuredPrompts = { row: number; prompt: PromptRow }[]

/** A compared circuit with what is known of it. */
export interface MeasuredSide {
  side: ComparedCircuit
  measurements: RunMeasurements | null
  worst: WorstPrompt | null
  /** Of those measurements; null where the circuit has none, or nobody knows on which prompts. */
  prompts: MeasuredPrompts | null
  /** Of the judgement, where it held prompts out. */
  heldOut: MeasuredPrompts | null
}

/** The run's own measurements are of the circuit it found; of any other one, those of a judgement. */
export function measuredSide(taken: Taken, store: Store): MeasuredSide {
  const { run, choice, circuit } = taken
  const judged = judgementFound(taken, store)
  const side: ComparedCircuit = {
    run: run.summary,
    choice,
    edges: circuit.size,
    judgement: judged?.found ?? null,
    judge: judgingConfig(taken),
  }
  const heldOut = judged?.found.train ? promptsOf(judged.config, measuredRows(judged.config)) : null
  if (!choice && run.measurements?.circuit) {
    const { config, measurements } = run
    const worst = worstOf(measurements, config)
    return { side, measurements, worst, prompts: config && promptsOf(config, measuredRows(config)), heldOut }
  }
  if (!judged) return { side, measurements: run.measurements, worst: null, prompts: null, heldOut }
  const { measurements, worst } = judged.found.train ?? judged.found
  const prompts = promptsOf(judged.config, splitRows(judged.config.prompts).train)
  return { side, measurements, worst, prompts, heldOut }
}

function promptsOf({ prompts }: RunConfig, rows: readonly number[]): MeasuredPrompts {
  return rows.map((row) => ({ row, prompt: prompts.rows[row] }))
}

function judgingConfig({ run, choice, circuit }: Taken): EvaluateConfig | null {
  const { config, summary } = run
  if (!config || circuit.size === 0 || summary.state !== 'done') return null
  const { model, prompts, metric } = config
  return {
    method: 'evaluate',
    model,
    prompts,
    metric,
    circuit: { runId: summary.id },
    top: choice ? [circuit.size] : [],
    by: choice?.by ?? 'absolute',
    ablation: 'ablation' in config ? config.ablation : undefined,
  }
}
