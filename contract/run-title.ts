import { METHODS } from './methods'
import type { RunSummary } from './run'

/** What is needed to call a run by what it is. */
export type TitledRun = Pick<
  RunSummary,
  'number' | 'name' | 'method' | 'variant' | 'threshold' | 'absolute' | 'metric' | 'direction' | 'promptsName'
>

/** Whether a person (or a circuit file) named the run; else the store calls it `Run 14`. */
export function isNamed({ number, name }: Pick<RunSummary, 'number' | 'name'>): boolean {
  return name !== unnamed(number)
}

/** What the store calls a run that nobody named. */
export function unnamed(number: number): string {
  return `Run ${number}`
}

/** The name that a run was given, else what it is: `ACDC τ 0.01 kl, induction`. `metric`: what it is called there. */
export function runTitle(run: TitledRun, metric?: string): string {
  return isNamed(run) ? run.name : saidTitle(run, metric)
}

/** What a run is, whatever it was named: its method with the choices by which runs differ, and its prompts. */
export function saidTitle(run: TitledRun, metric?: string): string {
  const { method, promptsName } = run
  if (method === 'import') return 'Imported circuit'
  const prompts = promptsName.replace(/\.(json|jsonl|csv|tsv|xlsx|parquet)$/i, '')
  return `${METHODS[method].title} ${choicesText(run, metric)}, ${prompts}`
}

/** What a run is called beside columns that say the rest: `ACDC τ 0.01`, `Judgement of run 2`. `metric`: null where one does. */
export function briefTitle(run: TitledRun, metric: string | null): string {
  return isNamed(run) || run.method === 'import'
    ? runTitle(run)
    : `${METHODS[run.method].title} ${choicesText(run, metric)}`.trim()
}

/** `τ 0.01 kl`, `5 steps, logit_diff, denoising`: the choices in the title of a run; null leaves the metric out. */
export function choicesText(run: TitledRun, metric: string | null = run.metric): string {
  const { variant, threshold, absolute, direction } = run
  const cut = threshold === null ? null : `τ ${thresholdText(threshold)}${absolute ? ' |harm|' : ''}`
  const decided = [cut, metric].filter((part) => part !== null).join(' ') || null
  const all = [variant, decided, direction === 'denoising' ? direction : null]
  return all.filter((part) => part !== null).join(', ')
}

/** As it was typed: `0.02`, not `0.0200`. */
function thresholdText(value: number): string {
  return String(Number(value.toPrecision(6)))
}
