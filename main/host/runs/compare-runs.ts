import {
  answersText,
  certificateText,
  markedHash,
  measuredRows,
  modelCore,
  PatchbayError,
  settingsText,
  splitText,
  worstPromptOf,
} from '../../../contract'
import type { RunComparison, RunDetail, RunProvenance, RunSummary, WorstPrompt } from '../../../contract'
import { buildGraph, Circuit, diffCircuits } from '../../../engine/host'
import { keptEdges, shapeText } from './run-circuit'

/** Compares two runs of the same graph. @throws PatchbayError (bad-input) for graphs of different shape. */
export function compareRuns(a: RunDetail, b: RunDetail): RunComparison {
  if (JSON.stringify(shapeList(a)) !== JSON.stringify(shapeList(b))) {
    throw new PatchbayError(
      'bad-input',
      `${a.summary.name} and ${b.summary.name} cannot be compared: their graphs differ (${shapeText(a)} against ${shapeText(b)}).`,
    )
  }
  const graph = buildGraph(a.shape)
  return {
    a: a.summary,
    b: b.summary,
    shape: a.shape,
    ...diffCircuits(graph, circuitOf(a), circuitOf(b)),
    differences: differences(a, b),
    measurementsA: a.measurements,
    measurementsB: b.measurements,
    worstA: worstOf(a),
    worstB: worstOf(b),
  }
}

function worstOf({ measurements, config }: RunDetail): WorstPrompt | null {
  const worst = worstPromptOf(measurements)
  if (!worst || !config) return null
  const row = measuredRows(config)[worst.row]
  const prompt = config.prompts.rows[row]
  return prompt ? { row, faithfulness: worst.faithfulness, clean: prompt.clean } : null
}

/** The circuit so far: every edge that was not cut, so the undecided ones of an unfinished run too. */
export function circuitOf(run: RunDetail): Circuit {
  return Circuit.of(run.summary.edgesTotal, keptEdges(run))
}

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
  ['threshold', (run) => ofComputed(run, String(run.summary.threshold ?? 'none'))],
  ['order', (run) => ofComputed(run, run.summary.order ?? 'none')],
  ['compared', (run) => ofComputed(run, run.summary.absolute ? '|harm of removal|' : 'harm of removal')],
  ['ablation', ({ provenance }) => provenance?.ablation ?? 'unknown'],
  ['direction', ({ provenance }) => provenance?.direction ?? 'unknown'],
  ['state', ({ summary }) => stateText(summary)],
  ['computed with', ({ settings }) => settingsText(settings) || 'unknown'],
  ['Patchbay', ({ provenance }) => provenance?.patchbayVersion ?? 'unknown'],
  ['ONNX Runtime', ({ provenance }) => provenance?.onnxruntimeVersion ?? 'unknown'],
]

function differences(a: RunDetail, b: RunDetail): RunComparison['differences'] {
  return CHOICES.map(([what, of]) => ({ what, a: of(a), b: of(b) })).filter((choice) => choice.a !== choice.b)
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

function shapeList({ shape }: RunDetail): unknown[] {
  return [shape.layers, shape.heads, shape.mlps, shape.parallel]
}
