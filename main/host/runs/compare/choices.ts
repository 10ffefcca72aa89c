import {
  answersText,
  certificateText,
  markedHash,
  modelCore,
  settingsText,
  splitText,
  thresholdsText,
} from '../../../../contract'
import type { RunComparison, RunDetail, RunProvenance, RunSummary } from '../../../../contract'

const CHOICES: [what: string, of: (run: RunDetail) => string][] = [
  ['method', ({ summary }) => summary.method],
  ['model', ({ summary }) => summary.model],
  ['model hash', ({ provenance }) => (provenance ? modelCore(provenance) : 'unknown')],
  ['tokenizer', ({ provenance }) => tokenizerText(provenance)],
  ['certificate', ({ summary }) => certificateText(summary) ?? 'unknown'],
  ['prompts', ({ summary }) => `${summary.promptsName} (${summary.promptCount})`],
  ['prompts hash', ({ provenance }) => (provenance ? markedHash(provenance.dataHash) : 'unknown')],
  ['beginning-of-text token', ({ config }) => config?.prompts.bos ?? 'unknown'],
  ['answers', ({ config }) => (config ? answersText(config.prompts) : 'unknown')],
  ['split', splitOf],
  ['metric', (run) => ofComputed(run, run.summary.metric)],
  ['threshold', (run) => ofComputed(run, thresholdsText(run) ?? 'none')],
  ['order', (run) => ofComputed(run, run.summary.order ?? 'none')],
  ['compared', (run) => ofComputed(run, run.summary.absolute ? '|harm of removal|' : 'harm of removal')],
  ['ablation', ({ provenance }) => provenance?.ablation ?? 'unknown'],
  ['direction', ({ provenance }) => provenance?.direction ?? 'unknown'],
  ['state', ({ summary }) => stateText(summary)],
  ['computed with', ({ settings }) => settingsText(settings) || 'unknown'],
  ['Patchbay', ({ provenance }) => provenance?.patchbayVersion ?? 'unknown'],
  ['ONNX Runtime', ({ provenance }) => provenance?.onnxruntimeVersion ?? 'unknown'],
]

/** Every choice that made the two runs, as text for people. */
export function choicesOf(a: RunDetail, b: RunDetail): RunComparison['choices'] {
  return CHOICES.map(([what, of]) => ({ what, a: of(a), b: of(b) }))
}

function tokenizerText(provenance: RunProvenance | null): string {
  if (!provenance?.modelHashes) return 'unknown'
  const { 'config.json': _config, ...tokenizer } = provenance.modelHashes.files
  return Object.values(tokenizer).join(', ') || 'none'
}

function splitOf({ config }: RunDetail): string {
  if (!config) return 'unknown'
  const { split } = config.prompts
  return split ? splitText(split) : 'nothing held out'
}

function ofComputed({ config }: RunDetail, text: string): string {
  return config ? text : 'unknown'
}

function stateText({ state, edgesDecided, edgesTotal }: RunSummary): string {
  return state === 'done' ? 'done' : `${state}, ${edgesDecided} of ${edgesTotal} edges decided`
}
