import type { MetricName } from '../contract'
import type { AcdcJob, AcdcResult } from './jobs/acdc-job'
import type { ScreeningJob } from './jobs/screening-job'
import { MID, SMALL, type BenchModel } from './models'
import type { StartJob } from './start-job'
import type { Line } from './table'

/** A group of lines that can be measured alone. */
export type Part = (context: { start: StartJob; model: BenchModel; threads: number }) => Promise<Line[]>

const MAX_PEAK_BYTES = 2.0e9

/** Thresholds at which about 100, 300 and 1,000 edges survive (mid: about 30, 100 and 300). */
const THRESHOLDS: Record<string, Record<'kl' | 'logit_diff', number[]>> = {
  small: { kl: [0.001, 0.0003, 0.0001], logit_diff: [0.035, 0.022, 0.009] },
  mid: { kl: [0.001, 0.0002, 0.00003], logit_diff: [0.02, 0.007, 0.002] },
}
/** Wall-clock goals of the small model by metric and position in THRESHOLDS. */
const GOALS_S: Record<'kl' | 'logit_diff', (number | null)[]> = {
  kl: [60, null, 900],
  logit_diff: [25, null, 900],
}

const acdcOf =
  (metric: 'kl' | 'logit_diff', which: number): Part =>
  async ({ start, model, threads }) => {
    const threshold = THRESHOLDS[model.name][metric][which]
    const result = await start('acdc', { model, metric, threshold, threads })
    const goalS = model === SMALL ? GOALS_S[metric][which] : null
    const line = acdcLine(`ACDC ${model.name} ${metric} ${threshold}`, result)
    if (goalS !== null) {
      line.goal = { met: result.testing.wallMs <= goalS * 1000, text: `wall <= ${goalS} s` }
      if (which === 0) {
        const times = speedup(result)
        line.goal.met &&= times >= 300
        line.goal.text += ', >= 300 x'
      }
    }
    return [line]
  }

function acdcLine(what: string, result: AcdcResult): Line {
  const { testing, tests, free, kept, edges, peakBytes } = result
  const perTest = testing.cpuMs / tests
  return {
    what,
    wallMs: testing.wallMs,
    cpuMs: testing.cpuMs,
    ratio: `1/${Math.round(speedup(result))} of ${edges} masked forwards (${Math.round(result.maskedForward.cpuMs)} CPU ms each)`,
    peakBytes,
    note: `${kept} kept, ${tests} tests, ${free} free, ${perTest.toFixed(1)} CPU ms a test`,
  }
}

/** By CPU time, which other work on the machine disturbs least. */
function speedup({ edges, maskedForward, testing }: AcdcResult): number {
  return (edges * maskedForward.cpuMs) / testing.cpuMs
}

const screeningOf =
  (method: ScreeningJob['method'], goal: number | null): Part =>
  async ({ start, model, threads }) => {
    const result = await start('screening', { model, method, threads })
    const ratio = result.method.cpuMs / result.floor.cpuMs
    return [
      {
        what: `${method} ${model.name}`,
        ...result.method,
        ratio: `${ratio.toFixed(2)} x (2 forwards + 1 backward)`,
        goal: goal === null ? undefined : screeningGoal(ratio, goal, result.peakBytes),
        peakBytes: result.peakBytes,
      },
    ]
  }

function screeningGoal(ratio: number, goal: number, peakBytes: number | null): Line['goal'] {
  return { met: ratio <= goal && (peakBytes ?? 0) < MAX_PEAK_BYTES, text: `<= ${goal} x, < 2.0 GB` }
}

const exact: Part = async ({ start, model, threads }) => {
  const oneOf = model === SMALL ? 150 : 10
  const result = await start('exact', { model, threads, oneOf })
  const { cpuMs } = result.whole
  return [
    {
      what: `exact edge patching ${model.name}, all edges`,
      ...result.whole,
      ratio: `${(cpuMs / result.edges).toFixed(1)} CPU ms an edge`,
      peakBytes: result.peakBytes,
      note: `estimated from ${result.measured} of ${result.edges} edges`,
    },
  ]
}

const forward: Part = async ({ start, model, threads }) => {
  const result = await start('forward', { model, threads })
  const ratio = result.forward.cpuMs / result.products.cpuMs
  return [
    {
      what: `forward ${model.name}`,
      ...result.forward,
      ratio: `${ratio.toFixed(2)} x its matrix products`,
      goal: { met: ratio <= 1.3, text: '<= 1.3 x' },
      peakBytes: result.peakBytes,
    },
  ]
}

/** The mid model, one size doubled at a time: how the cost of a test and of a run grows. */
const growth: Part = async ({ start, threads }) => {
  const base: AcdcJob = { model: MID, metric: 'logit_diff', threshold: THRESHOLDS.mid.logit_diff[0], threads }
  const sizes: Record<string, AcdcJob> = {
    'as it is': base,
    'edges x 3.6 (layers doubled)': { ...base, model: { ...MID, name: 'mid-deep', layers: 2 * MID.layers } },
    'prompts doubled': { ...base, prompts: 32 },
    'tokens doubled': { ...base, tokens: 32 },
  }
  const lines: Line[] = []
  let first: AcdcResult | null = null
  for (const [what, job] of Object.entries(sizes)) {
    const result = await start('acdc', job)
    first ??= result
    const perTest = (one: AcdcResult) => one.testing.cpuMs / one.tests
    lines.push({
      ...acdcLine(`growth: ${what}`, result),
      ratio: `${(result.testing.cpuMs / first.testing.cpuMs).toFixed(2)} x the run, ${(perTest(result) / perTest(first)).toFixed(2)} x a test`,
    })
  }
  return lines
}

/** The plain evaluator in full, for the identical circuit. */
const plain: Part = async ({ start, threads }) => {
  const lines: Line[] = []
  for (const metric of ['kl', 'logit_diff'] satisfies MetricName[]) {
    const job: AcdcJob = { model: MID, metric, threshold: THRESHOLDS.mid[metric][1], threads }
    const quick = await start('acdc', job)
    const slow = await start('acdc', { ...job, plain: true })
    const same = quick.circuitHash === slow.circuitHash
    lines.push({
      ...acdcLine(`plain evaluator in full, mid ${metric}`, slow),
      ratio: `${(slow.testing.cpuMs / quick.testing.cpuMs).toFixed(1)} x the incremental one`,
      goal: { met: same, text: 'the identical circuit' },
    })
  }
  return lines
}

const streaming: Part = async ({ start, threads }) => {
  const threshold = THRESHOLDS.mid.logit_diff[0]
  const { alone, streamed, reports } = await start('streaming', { model: MID, threads, threshold })
  const cost = streamed.cpuMs / alone.cpuMs - 1
  return [
    {
      what: 'streaming, mid logit_diff',
      ...streamed,
      ratio: `${(100 * cost).toFixed(1)} % over the run alone`,
      goal: { met: cost < 0.05, text: '< 5 %' },
      note: `${reports} reports`,
    },
  ]
}

/** By name on the command line, in the order of the table. */
export const PARTS: Record<string, Part> = {
  'kl-100': acdcOf('kl', 0),
  'kl-300': acdcOf('kl', 1),
  'kl-1000': acdcOf('kl', 2),
  'logit-diff-100': acdcOf('logit_diff', 0),
  'logit-diff-300': acdcOf('logit_diff', 1),
  'logit-diff-1000': acdcOf('logit_diff', 2),
  eap: screeningOf('eap', 1.3),
  'eap-ig': screeningOf('eap-ig', 1.3 * 5),
  attribution: screeningOf('attribution', 1.2),
  'attribution-all': screeningOf('attribution-all', null),
  exact,
  forward,
  growth,
  plain,
  streaming,
}

/** Parts whose model is the mid one whatever is asked for. */
export const MID_ONLY = ['growth', 'plain', 'streaming']
