/** A row of the benchmark's own tables of circuit localization, for edges with counterfactual (resample) ablation. */
export interface PublishedRow {
  method: string
  task: string
  model: string
  cpr: number
  /** null where it is not known to us. */
  cmd: number | null
}

/** On the public test prompts of the benchmark. */
export const PUBLISHED_SOURCE =
  'Mueller et al. 2025, MIB: A Mechanistic Interpretability Benchmark, arXiv 2504.13151, Table 2 (CMD) and Table 14 (CPR)'

const GPT2 = 'GPT-2 small'
const QWEN = 'Qwen-2.5 0.5B'
const GEMMA = 'Gemma-2 2B'
const LLAMA = 'Llama-3.1 8B'

type Values = [method: string, cpr: number, cmd: number | null][]

const rows = (task: string, model: string, values: Values) =>
  values.map(([method, cpr, cmd]): PublishedRow => ({ method, task, model, cpr, cmd }))

/** Random circuits and EAP-IG, of which CPR alone is known to us. */
const twoRows = (task: string, model: string, [random, eapIg]: [number, number]) =>
  rows(task, model, [
    ['Random', random, null],
    ['EAP-IG-inputs (CF)', eapIg, null],
  ])

/** Of the methods that are here too, and of random circuits. */
export const PUBLISHED: readonly PublishedRow[] = [
  ...rows('ioi', GPT2, [
    ['Random', 0.25, 0.75],
    ['EActP (CF)', 2.3, 0.02],
    ['EAP (CF)', 1.2, 0.03],
    ['EAP-IG-inputs (CF)', 1.85, 0.03],
  ]),
  ...rows('ioi', QWEN, [
    ['Random', 0.28, 0.72],
    ['EActP (CF)', 1.21, 0.49],
    ['EAP (CF)', 0.26, 0.15],
    ['EAP-IG-inputs (CF)', 1.63, 0.02],
  ]),
  ...rows('ioi', GEMMA, [
    ['Random', 0.3, 0.69],
    ['EAP-IG-inputs (CF)', 3.2, null],
  ]),
  ...rows('ioi', LLAMA, [
    ['Random', 0.25, 0.74],
    ['EAP-IG-inputs (CF)', 2.08, null],
  ]),
  ...rows('arithmetic', LLAMA, [
    ['Random', 0.25, 0.75],
    ['EActP (CF)', 0.85, 0.36],
    ['EAP (CF)', 0.55, 0.01],
    ['EAP-IG-inputs (CF)', 0.99, 0],
  ]),
  ...twoRows('mcqa', QWEN, [0.27, 1.16]),
  ...twoRows('mcqa', GEMMA, [0.32, 1.64]),
  ...twoRows('mcqa', LLAMA, [0.26, 1.05]),
  ...twoRows('arc-easy', GEMMA, [0.32, 1.53]),
  ...twoRows('arc-easy', LLAMA, [0.26, 1.04]),
  ...twoRows('arc-challenge', LLAMA, [0.25, 0.98]),
]

/** Of the tasks that are compared, by their names. */
export function publishedOf(tasks: readonly string[]): PublishedRow[] {
  return PUBLISHED.filter(({ task }) => tasks.some((name) => name === task || name.startsWith(`${task}-`)))
}
