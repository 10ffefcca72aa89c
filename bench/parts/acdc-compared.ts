import type { MetricName } from '../../contract'
import type { AcdcJob, AcdcResult } from '../jobs/acdc-job'
import { MID, SMALL } from '../models'
import type { Line } from '../table'
import { acdcLine, THRESHOLDS } from './acdc-line'
import type { Part } from './part'

/** The mid model, one size doubled at a time: how the cost of a test and of a run grows. */
export const growth: Part = async ({ start, threads }) => {
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
export const plain: Part = async ({ start, threads }) => {
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

/** Cuts tried at once, and threads, against the defaults: the same run again and again. */
export const settings: Part = async ({ start, model, threads }) => {
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
