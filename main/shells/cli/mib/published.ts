/** A row of the benchmark's own table of circuit localization, for edges with counterfactual (resample) ablation. */
export interface PublishedRow {
  method: string
  task: string
  model: string
  cpr: number
  cmd: number
}

export const PUBLISHED_SOURCE = 'Mueller et al. 2025, MIB, arXiv 2504.13151'

const rows = (task: string, model: string, values: [method: string, cpr: number, cmd: number][]) =>
  values.map(([method, cpr, cmd]): PublishedRow => ({ method, task, model, cpr, cmd }))

/** Of the methods that are here too, and of random circuits. */
export const PUBLISHED: readonly PublishedRow[] = [
  ...rows('ioi', 'GPT-2 small', [
    ['Random', 0.25, 0.75],
    ['EActP (CF)', 2.3, 0.02],
    ['EAP (CF)', 1.2, 0.03],
    ['EAP-IG-inputs (CF)', 1.85, 0.03],
  ]),
  ...rows('ioi', 'Qwen-2.5 0.5B', [
    ['Random', 0.28, 0.72],
    ['EActP (CF)', 1.21, 0.49],
    ['EAP (CF)', 0.26, 0.15],
    ['EAP-IG-inputs (CF)', 1.63, 0.02],
  ]),
  ...rows('arithmetic', 'Llama-3.1 8B', [
    ['Random', 0.25, 0.75],
    ['EActP (CF)', 0.85, 0.36],
    ['EAP (CF)', 0.55, 0.01],
    ['EAP-IG-inputs (CF)', 0.99, 0],
  ]),
]

/** Of the tasks that are compared, by their names. */
export function publishedOf(tasks: readonly string[]): PublishedRow[] {
  return PUBLISHED.filter(({ task }) => tasks.some((name) => name === task || name.startsWith(`${task}-`)))
}
