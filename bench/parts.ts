import type { MetricName } from '../contract'
import type { AcdcJob, AcdcResult } from './jobs/acdc-job'
import type { PauseResult } from './jobs/pause-job'
import type { ForwardResult } from './jobs/forward-job'
import type { ScreeningJob, ScreeningResult } from './jobs/screening-job'
import { MID, SMALL, type BenchModel } from './models'
import { median, type Timing } from './process-stats'
import type { StartJob } from './start-job'
import type { Line } from './table'

/** A group of lines that can be measured alone. */
export type Part = (context: { start: StartJob; model: BenchModel; threads: number }) => Promise<Line[]>

const MAX_PEAK_BYTES = 2.0e9

/** Thresholds at which about 100, 300 and 1,000 edges survive (mid: about 30, 100 and 300). */
const THRESHOLDS: Record<string, Record<'kl' | 'logit_diff', number[]>> = {
  small: { kl: [0.001, 0.00026, 0.000062], logit_diff: [0.035, 0.0205, 0.0103] },
  mid: { kl: [0.001, 0.0002, 0.00003], logit_diff: [0.02, 0.007, 0.002] },
}
/** Wall-clock goals of the small model by metric and position in THRESHOLDS. */
const GOALS_S: Record<'kl' | 'logit_diff', (number | null)[]> = {
  kl: [60, null, 900],
  logit_diff: [25, null, 900],
}

/** How often a run is measured, by position in THRESHOLDS: those of 300 and 1,000 edges take minutes each. */
const TIMES = [3, 1, 1]

const acdcOf =
  (metric: 'kl' | 'logit_diff', which: number): Part =>
  async ({ start, model, threads }) => {
    const threshold = THRESHOLDS[model.name][metric][which]
    const run = () => start('acdc', { model, metric, threshold, threads })
    const runs = await times(TIMES[which], run)
    const result = middleOf(runs, ({ testing }) => testing.wallMs)
    const goalS = model === SMALL ? GOALS_S[metric][which] : null
    const line = acdcLine(`ACDC ${model.name} ${metric} ${threshold}`, result)
    if (runs.length > 1) line.note += `; median of ${runs.map(wallSeconds).join(', ')} s`
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

/** How many processes measure a ratio: where memory happens to lie makes it vary by a tenth between them. */
const PROCESSES = 5

/** The result of the middle value. */
function middleOf<Result>(results: readonly Result[], valueOf: (result: Result) => number): Result {
  return results.toSorted((a, b) => valueOf(a) - valueOf(b))[Math.floor(results.length / 2)]
}

async function times<Result>(count: number, run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let time = 0; time < count; time++) results.push(await run())
  return results
}

const wallSeconds = ({ testing }: AcdcResult) => (testing.wallMs / 1000).toFixed(1)

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
    const ratioOf = (result: ScreeningResult) => result.method.cpuMs / result.floor.cpuMs
    const runs = await times(PROCESSES, () => start('screening', { model, method, threads }))
    const result = middleOf(runs, ratioOf)
    return [
      {
        what: `${method} ${model.name}`,
        ...result.method,
        ratio: `${ratioOf(result).toFixed(2)} x (2 forwards + 1 backward)`,
        goal: goal === null ? undefined : screeningGoal(ratioOf(result), goal, result.peakBytes),
        peakBytes: result.peakBytes,
        note: medianNote(runs.map(ratioOf)),
      },
    ]
  }

const medianNote = (ratios: readonly number[]) =>
  `median of ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} x`

function screeningGoal(ratio: number, goal: number, peakBytes: number | null): Line['goal'] {
  return { met: ratio <= goal && (peakBytes ?? 0) < MAX_PEAK_BYTES, text: `<= ${goal} x, < 2.0 GB` }
}

/** `oneOf`: of so many edges of a receiver one is patched; the whole is estimated from them. */
const exactOf =
  (oneOf: (model: BenchModel) => number): Part =>
  async ({ start, model, threads }) => {
    const result = await start('exact', { model, threads, oneOf: oneOf(model) })
    const { edges, measured, whole, maskedForward } = result
    const share = whole.cpuMs / edges / maskedForward.cpuMs
    return [
      {
        what: `exact edge patching ${model.name}, all edges`,
        ...whole,
        ratio: `1/${Math.round(1 / share)} of ${edges} masked forwards (${Math.round(maskedForward.cpuMs)} CPU ms each)`,
        peakBytes: result.peakBytes,
        note: `${(whole.cpuMs / edges).toFixed(1)} CPU ms an edge; ${measured < edges ? `estimated from ${measured} edges` : 'run to the end'}`,
      },
    ]
  }

const forward: Part = async ({ start, model, threads }) => {
  const runs = await times(PROCESSES, () => start('forward', { model, threads }))
  const line = (what: string, goal: number | null, timingOf: (result: ForwardResult) => Timing): Line => {
    const ratioOf = (result: ForwardResult) => timingOf(result).cpuMs / result.products.cpuMs
    const result = middleOf(runs, ratioOf)
    const ratio = ratioOf(result)
    return {
      what: `${what} ${model.name}`,
      ...timingOf(result),
      ratio: `${ratio.toFixed(2)} x its matrix products`,
      goal: goal === null ? undefined : { met: ratio <= goal, text: `<= ${goal} x` },
      peakBytes: result.peakBytes,
      note: medianNote(runs.map(ratioOf)),
    }
  }
  return [
    line('forward', 1.3, ({ forward }) => forward),
    line('forward writing every sender', null, ({ capturing }) => capturing),
  ]
}

/** The mid model, one size doubled at a time: how the cost of a test and of a run grows. */
const growth: Part = async ({ start, threads }) => {
  const base: AcdcJob = { model: MID, metric: 'logit_diff', threshold: THRESHOLDS.mid.logit_diff[0], threads }
  const sizes: Record<string, AcdcJob> = {
    'as it is': base,
    'edges x 4.4 (layers doubled)': { ...base, model: { ...MID, name: 'mid-deep', layers: 2 * MID.layers } },
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

/** A run of GPT-2 small's shape, replayed at its pace: what telling it takes beside computing it. */
const streaming: Part = async ({ start }) => {
  const { alone, streamed, journalled, reports, runMs, edges } = await start('streaming', {
    run: 'logit_diff',
  })
  const line = (what: string, { cpuMs }: Timing): Line => {
    const share = (cpuMs - alone.cpuMs) / runMs
    return {
      what: `${what}, small logit_diff`,
      cpuMs: cpuMs - alone.cpuMs,
      ratio: `${(100 * share).toFixed(2)} % of the run's ${(runMs / 1000).toFixed(1)} s`,
      goal: { met: share < 0.05, text: '< 5 %' },
      note: `${edges} decisions in ${reports} reports; computing time beyond that of the events alone`,
    }
  }
  return [line('told to a listener', streamed), line('told to a listener and journalled', journalled)]
}

/** Cuts tried at once, and threads, against the defaults: the same run again and again. */
const settings: Part = async ({ start, model, threads }) => {
  const lines: Line[] = []
  for (const metric of ['logit_diff', 'kl'] as const) {
    const threshold = THRESHOLDS[model.name][metric][model === SMALL ? 0 : 1]
    const job: AcdcJob = { model, metric, threshold, threads }
    // Once before, so that none pays for reading the model from the disk.
    await start('acdc', job)
    const byDefault = await start('acdc', job)
    const others: Record<string, AcdcJob> = {}
    for (const maxBatch of [1, 2, 4, 8]) others[`K = ${maxBatch}`] = { ...job, maxBatch }
    for (const count of [1, 2, 4].filter((one) => one !== threads && one <= 2 * threads))
      others[count === 1 ? '1 thread' : `${count} threads`] = { ...job, threads: count }
    const what = (name: string) => `settings, ${model.name} ${metric}: ${name}`
    lines.push({ ...acdcLine(what(`K up to 16, ${threads} threads (default)`), byDefault), ratio: '1' })
    for (const [name, other] of Object.entries(others)) {
      const result = await start('acdc', other)
      const ratio = (of: 'wallMs' | 'cpuMs') => (result.testing[of] / byDefault.testing[of]).toFixed(2)
      lines.push({
        ...acdcLine(what(name), result),
        ratio: `${ratio('wallMs')} x the default's wall, ${ratio('cpuMs')} x its CPU`,
        goal: { met: result.circuitHash === byDefault.circuitHash, text: 'the identical circuit' },
      })
    }
  }
  return lines
}

/** How long a pause waits for the engine, at random moments of a run in the engine's own thread. */
const pause: Part = async ({ start, model, threads }) => {
  const isSmall = model === SMALL
  const lines: Line[] = []
  for (const metric of ['logit_diff', 'kl'] as const) {
    const threshold = THRESHOLDS[model.name][metric][isSmall ? 0 : 2]
    const job = { model, metric, threshold, threads }
    const spanMs = isSmall ? 40_000 : 2_000
    lines.push(pauseLine(`${model.name} ${metric}`, await start('pause', { ...job, pauses: 10, spanMs })))
    if (!isSmall) continue
    for (const fromLayer of [6, 2]) {
      const deep = await start('pause', { ...job, pauses: 10, spanMs: 8_000, fromLayer })
      lines.push(pauseLine(`${model.name} ${metric}, gone on at layer ${fromLayer}`, deep))
    }
  }
  return lines
}

function pauseLine(what: string, { waitsMs, at }: PauseResult): Line {
  const longest = Math.max(...waitsMs)
  const where = at[waitsMs.indexOf(longest)]
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`
  return {
    what: `pause, ${what}`,
    ratio: `median ${(median(waitsMs) / 1000).toFixed(3)} s, longest ${(longest / 1000).toFixed(3)} s of ${waitsMs.length}`,
    goal: { met: longest <= 500, text: '<= 0.5 s' },
    note: `longest while ${where.stage}; asked with ${percent(at[0].decided)} to ${percent(at.at(-1)!.decided)} decided`,
  }
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
  exact: exactOf((model) => (model === SMALL ? 20 : 10)),
  'exact-whole': exactOf(() => 1),
  forward,
  growth,
  plain,
  streaming,
  settings,
  pause,
}

/** Measured only where they are named: what takes so long. */
export const ON_REQUEST: readonly string[] = ['exact-whole']

/** Parts that measure one model only. */
export const MODEL_OF: Record<string, BenchModel> = { growth: MID, plain: MID, streaming: SMALL }
