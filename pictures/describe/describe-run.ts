import {
  certificateNote,
  certificateText,
  definitionOf,
  forkText,
  isNamed,
  roleGroups,
  scoreMeaningText,
  settingsText,
  sourceText,
  splitText,
  stabilityNote,
  thresholdsText,
  VERDICT_LABELS,
  type NodeRole,
  type RunDetail,
  type RunSummary,
} from '../../contract'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import {
  formatCount,
  formatMetric,
  formatPercent,
  formatPlural,
  shortHash,
} from '../../renderer/widgets/format'
import { choiceFacts } from './choice-facts'
import type { Description, Fact } from './description'

/** What is drawn of a run where that is not its own circuit: the best edges by score, or the circuit up to a step. */
export interface ShownPart {
  text: string
}

/** A run in words: what it is of, how it was made, what it found. `what`: of what of it the picture or file is. */
export function describeRun(
  run: RunDetail,
  roles: readonly NodeRole[] = [],
  { what, part }: { what?: string; part?: ShownPart } = {},
): Description {
  const { summary } = run
  const certificate = certificateNote(summary)
  return {
    title: [numberedTitle(summary), methodTitle(summary), what, part?.text ?? countText(summary)]
      .filter(Boolean)
      .join(' · '),
    facts: [
      ...modelFacts(run),
      ...promptFacts(run),
      ...methodFacts(run),
      ...foundFacts(run),
      ...madeFacts(run),
    ],
    notes: certificate?.level === 'warning' ? [certificate.text] : [],
    roles: roleGroups(roles),
  }
}

/** `Run 3`, or `Run 3 · first try` where a name was given. */
export function numberedTitle(run: Pick<RunSummary, 'number' | 'name'>): string {
  return isNamed(run) ? `Run ${run.number} · ${run.name}` : run.name
}

export function methodTitle({ method }: Pick<RunSummary, 'method'>): string {
  return method === 'import' ? 'Imported circuit' : definitionOf(method).title
}

/** `6 of 110 edges kept`; of a run that is not done how many are undecided; nothing where there is no circuit. */
function countText({ method, state, edgesKept, edgesDecided, edgesTotal }: RunSummary): string {
  const finds = method === 'import' ? null : definitionOf(method).finds
  if (finds && finds.circuit !== 'kept') return ''
  const undecided = edgesTotal - edgesDecided
  const open = finds?.decidesEdges && undecided > 0 ? `, ${formatCount(undecided)} undecided` : ''
  const ended = open && state !== 'done' ? ` (${state})` : ''
  return `${formatCount(edgesKept)} kept${open} of ${formatCount(edgesTotal)} edges${ended}`
}

function modelFacts({ summary, provenance }: RunDetail): Fact[] {
  const isImport = summary.method === 'import'
  const verdict = summary.certificate && VERDICT_LABELS[summary.certificate.verdict]
  const text = isImport ? `${summary.modelName}, as its file says` : summary.modelName
  const certificate = certificateText(summary)
  return [
    { name: 'model', text, brief: verdict ? `${text} (${verdict})` : text },
    ...(provenance?.modelSource
      ? [{ name: 'model source', text: sourceText(provenance.modelSource), brief: null }]
      : []),
    ...(provenance
      ? [{ name: 'model hash', text: provenance.modelHash, brief: shortHash(provenance.modelHash) }]
      : []),
    ...(certificate ? [{ name: 'certificate', text: certificate, brief: null }] : []),
  ]
}

function promptFacts({ summary, config, provenance }: RunDetail): Fact[] {
  if (summary.method === 'import') return []
  const split = config?.prompts.split
  return [
    { name: 'prompts', text: `${summary.promptsName}, ${formatPlural(summary.promptCount, 'prompt')}` },
    ...(split ? [{ name: 'split', text: splitText(split) }] : []),
    ...(provenance
      ? [{ name: 'prompts hash', text: provenance.dataHash, brief: shortHash(provenance.dataHash) }]
      : []),
  ]
}

function methodFacts(run: RunDetail): Fact[] {
  const { summary, config } = run
  if (summary.method === 'import') {
    const meaning = summary.importedScores?.meaning
    return meaning ? [{ name: 'scores', text: scoreMeaningText(meaning) }] : []
  }
  return [
    { name: 'method', text: methodTitle(summary), brief: null },
    { name: 'metric', text: METRIC_LABEL[summary.metric] },
    ...thresholdFacts(run),
    ...(config ? choiceFacts(config) : []),
  ]
}

/** A fork has several thresholds, one after another. */
function thresholdFacts(run: RunDetail): Fact[] {
  const text = thresholdsText(run)
  const fork = run.provenance?.fork
  return [
    ...(text === null ? [] : [{ name: 'threshold', text }]),
    ...(fork ? [{ name: 'forked from', text: forkText(fork), brief: null }] : []),
  ]
}

function foundFacts({ summary, measurements }: RunDetail): Fact[] {
  const { metric, metricInitial, metricFinal, faithfulness } = summary
  const name = METRIC_LABEL[metric]
  const facts: Fact[] = []
  if (metricInitial !== null && summary.method !== 'import')
    facts.push({ name: `${name} with every edge`, text: formatMetric(metricInitial), brief: null })
  if (metricFinal !== null) facts.push({ name: `${name} of the circuit`, text: formatMetric(metricFinal) })
  const kept = faithfulness ?? measurements?.faithfulness ?? null
  if (kept !== null) facts.push({ name: 'faithfulness', text: formatPercent(kept) })
  const stability = stabilityNote(summary)
  if (stability !== null) facts.push({ name: 'stability', text: stability.replace('stability ', '') })
  return facts
}

function madeFacts({ summary, provenance, settings }: RunDetail): Fact[] {
  return [
    { name: 'run id', text: summary.id, brief: null },
    { name: 'created', text: new Date(summary.createdAt).toISOString(), brief: null },
    ...(settings.length > 0 ? [{ name: 'computed with', text: settingsText(settings), brief: null }] : []),
    ...(provenance
      ? [
          { name: 'Patchbay', text: provenance.patchbayVersion },
          { name: 'ONNX Runtime', text: provenance.onnxruntimeVersion, brief: null },
          { name: 'counted', text: provenance.countConvention, brief: null },
        ]
      : []),
  ]
}
