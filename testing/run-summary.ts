import type { RunSummary } from '../contract'

/** A made-up finished ACDC run, as the host would list it. */
export function runSummary(number: number, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: `r${number}`,
    number,
    name: `Run ${number}`,
    tags: [],
    state: 'done',
    method: 'acdc',
    model: 'sample:induction',
    modelName: 'induction',
    promptsName: 'Induction',
    promptCount: 8,
    metric: 'kl',
    threshold: 0.01,
    order: 'reference',
    absolute: false,
    direction: 'noising',
    importedScores: null,
    edgesTotal: 110,
    edgesDecided: 110,
    edgesKept: 6,
    testsRun: 40,
    metricInitial: 0,
    metricFinal: 0.2,
    faithfulness: null,
    borderline: 0,
    createdAt: number,
    finishedAt: null,
    elapsedMs: 100,
    message: null,
    certificate: null,
    ...change,
  }
}
