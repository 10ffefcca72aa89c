import { VERDICT_LABELS } from './certificate-notes'
import { numberText } from './methods/texts'
import { METHODS } from './methods'
import { decidesEdges, type RunSummary } from './run'
import { runTitle } from './run-title'
import { looksForEdges, stabilityNote } from './stability/stability-note'

/** How the values of a column are written. */
export type RunColumnKind = 'text' | 'count' | 'number' | 'share' | 'duration' | 'time'

/** A column of a list of runs, in the interface and on the command line. */
export interface RunColumn {
  title: string
  kind: RunColumnKind
  /** What it says, in a sentence, where the title does not. */
  explained?: string
  /** Runs have few different values of it, so that it can be filtered by value. */
  isChoice?: true
  /** null where a run has none. */
  of(run: RunSummary): string | number | null
}

const COLUMNS = {
  number: { title: 'Run', kind: 'count', of: (run) => run.number },
  name: { title: 'Name', kind: 'text', of: runTitle },
  state: { title: 'State', kind: 'text', isChoice: true, of: stateOf },
  method: { title: 'Method', kind: 'text', isChoice: true, of: methodOf },
  variant: {
    title: 'Details',
    kind: 'text',
    isChoice: true,
    explained: 'The choices by which it differs from other runs of its method.',
    of: (run) => run.variant,
  },
  model: { title: 'Model', kind: 'text', isChoice: true, of: (run) => run.modelName },
  prompts: { title: 'Prompts', kind: 'text', isChoice: true, of: (run) => run.promptsName || null },
  promptCount: {
    title: 'Pairs',
    kind: 'count',
    explained: 'How many pairs of prompts it measured.',
    of: measured((run) => run.promptCount),
  },
  metric: { title: 'Metric', kind: 'text', isChoice: true, of: measured((run) => run.metric) },
  direction: { title: 'Direction', kind: 'text', isChoice: true, of: (run) => run.direction },
  threshold: { title: 'Threshold', kind: 'number', isChoice: true, of: measured((run) => run.threshold) },
  order: { title: 'Order', kind: 'text', isChoice: true, of: measured((run) => run.order) },
  edgesKept: { title: 'Edges kept', kind: 'count', of: keptOf },
  edgesTotal: {
    title: 'Edges',
    kind: 'count',
    explained: 'Edges of the model.',
    of: (run) => run.edgesTotal,
  },
  result: {
    title: 'Result',
    kind: 'number',
    explained: 'What it found: the metric of its circuit, or a count.',
    of: (run) => run.metricFinal,
  },
  faithfulness: {
    title: 'Faithful',
    kind: 'share',
    explained:
      'Faithfulness of its circuit: how much of the logit difference it keeps, averaged over prompts.',
    of: (run) => run.faithfulness,
  },
  borderline: {
    title: 'Borderline',
    kind: 'count',
    explained: 'Decisions within 1e-5 of the threshold.',
    of: (run) => (decidesEdges(run.method) ? run.borderline : null),
  },
  stability: {
    title: 'Stability',
    kind: 'text',
    explained:
      'Whether the same circuit comes out of other prompts and thresholds: mean Jaccard of its edges.',
    of: (run) => (looksForEdges(run) ? (stabilityNote(run)?.replace('stability ', '') ?? null) : null),
  },
  tests: { title: 'Tests', kind: 'count', of: measured((run) => run.testsRun) },
  tags: { title: 'Tags', kind: 'text', of: (run) => run.tags.join(', ') || null },
  note: { title: 'Note', kind: 'text', of: (run) => run.note.split('\n')[0] || null },
  certificate: {
    title: 'Certificate',
    kind: 'text',
    isChoice: true,
    explained: 'Whether its model was certified when it began.',
    of: (run) => (run.certificate ? VERDICT_LABELS[run.certificate.verdict] : null),
  },
  created: { title: 'Started', kind: 'time', of: (run) => run.createdAt },
  elapsed: { title: 'Took', kind: 'duration', of: measured((run) => run.elapsedMs) },
  id: { title: 'ID', kind: 'text', of: (run) => run.id },
} satisfies Record<string, RunColumn>

export type RunColumnId = keyof typeof COLUMNS
export const RUN_COLUMNS: Readonly<Record<RunColumnId, RunColumn>> = COLUMNS
export const RUN_COLUMN_IDS = Object.keys(COLUMNS) as RunColumnId[]

/** What lists of runs show unless others are chosen. */
export const USUAL_COLUMNS: readonly RunColumnId[] = [
  'number',
  'name',
  'state',
  'model',
  'prompts',
  'metric',
  'threshold',
  'edgesKept',
  'result',
  'faithfulness',
  'created',
  'elapsed',
]

/** What the result of a run is: `kl of the circuit`, or what it found in a clause; null where there is nothing yet. */
export function resultText({ outcome, metric, metricFinal }: RunSummary): string | null {
  if (outcome !== null) return outcome
  return metricFinal === null ? null : `${metric} ${numberText(metricFinal)} of the circuit`
}

function stateOf({ method, state }: RunSummary): string {
  return method === 'import' && state === 'done' ? 'imported' : state
}

function methodOf({ method }: RunSummary): string {
  return method === 'import' ? 'Imported circuit' : METHODS[method].title
}

/** null for an imported circuit, of which nothing was measured here. */
function measured<Value>(of: (run: RunSummary) => Value): (run: RunSummary) => Value | null {
  return (run) => (run.method === 'import' ? null : of(run))
}

/** null where no circuit is looked for, and before one is found. */
function keptOf({ method, state, edgesKept, edgesDecided, edgesTotal }: RunSummary): number | null {
  const isFound = decidesEdges(method) || (edgesDecided === edgesTotal && state === 'done')
  return isFound ? edgesKept : null
}
