import type { LargeJob, LargeResult } from '../jobs/large-job'
import { LARGE_MODELS, type LargeModelName } from '../large-models'
import type { Line } from '../table'
import type { Part } from './part'

/** What is said of opening such a file. */
const OPEN_GOAL = { wallMs: 2000, peakBytes: 200e6 }

/** The peak within which EAP is to stay. */
const EAP_PEAK_BYTES: Partial<Record<LargeModelName, number>> = {
  '1gb-bf16': 3.5e9,
  '1.4gb-f32': 1.6e9,
  '5gb-bf16': 8e9,
}

/** Opening a large file, the first runs of both prompts and EAP, each in its own process and with all that comes before it. */
export const largeOf =
  (model: LargeModelName): Part =>
  async ({ start, threads }) => {
    // Written once per machine, so that the next process only opens it.
    await start('large', { model, step: 'open', threads })
    const steps: LargeJob['step'][] = ['open', 'forward', 'eap']
    const lines: Line[] = []
    for (const step of steps) lines.push(lineOf(model, step, await start('large', { model, step, threads })))
    return lines
  }

function lineOf(
  model: LargeModelName,
  step: LargeJob['step'],
  { timing, peakBytes, edges }: LargeResult,
): Line {
  const { layers, dModel } = LARGE_MODELS[model]
  return {
    what: `${step} ${model}`,
    ...timing,
    goal: goalOf(model, step, timing.wallMs, peakBytes ?? 0),
    peakBytes,
    note: `${layers} layers, d ${dModel}, ${edges.toLocaleString('en-US')} edges`,
  }
}

function goalOf(
  model: LargeModelName,
  step: LargeJob['step'],
  wallMs: number,
  peakBytes: number,
): Line['goal'] {
  if (step === 'open') {
    const met = wallMs < OPEN_GOAL.wallMs && peakBytes < OPEN_GOAL.peakBytes
    return { met, text: '< 2 s, < 200 MB' }
  }
  const most = step === 'eap' ? EAP_PEAK_BYTES[model] : undefined
  return most === undefined ? undefined : { met: peakBytes < most, text: `< ${most / 1e9} GB` }
}
