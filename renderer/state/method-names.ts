import { effectSign } from '../../contract'
import type { Ablation, Direction, RunMethod, RunSummary } from '../../contract'
import type { TestOrder } from '../../engine/graph'
import { METRIC_LABEL } from './metric-label'
import type { DiscoverMethod } from './workbench'

/** What each method is called wherever runs of several methods stand together. */
export const METHOD_LABEL: Record<RunMethod, string> = {
  acdc: 'ACDC',
  activation: 'Activation patching',
  attribution: 'Attribution',
  edges: 'Exact edges',
  path: 'Path patching',
  eap: 'EAP',
  evaluate: 'Judgement',
  workflow: 'Workflow',
  check: 'Self-check',
  import: 'Imported circuit',
}

export const DISCOVER_METHOD_LABEL: Record<DiscoverMethod, string> = {
  acdc: 'ACDC',
  eap: 'EAP',
  'eap-ig': 'EAP-IG',
  edges: 'all edges',
}

/** In which order ACDC tests the edges into a receiver, after "tested". */
export const ORDER_LABEL: Record<TestOrder, string> = {
  reference: 'as the reference does',
  'heads-ascending': 'by head, 0 to last',
  eap: 'least |EAP| first',
}

/** Methods whose runs end with a set of edges: only these can be compared as circuits. */
const CIRCUIT_METHODS: readonly RunMethod[] = ['acdc', 'import']

export function hasCircuit({ method }: Pick<RunSummary, 'method'>): boolean {
  return CIRCUIT_METHODS.includes(method)
}

/** Methods that leave a score for each edge; any number of the best can be shown as a circuit. */
export function hasEdgeScores(method: RunMethod): boolean {
  return method === 'eap' || method === 'edges'
}

/**
 * Whether the run is scores and no circuit: so is the opened file of a run that scored edges, and any other that has
 * scores and leaves no edge out.
 */
export function isOfScores({
  method,
  importedScores,
  edgesKept,
  edgesTotal,
}: Pick<RunSummary, 'method' | 'importedScores' | 'edgesKept' | 'edgesTotal'>): boolean {
  if (method !== 'import') return hasEdgeScores(method)
  // ACDC may have kept every edge: that is a circuit, which its scores did not choose.
  const isCircuit = importedScores?.meaning?.method === 'acdc'
  return importedScores !== null && edgesKept === edgesTotal && !isCircuit
}

/** What becomes of a patched activation, where it is not simply the other run's. */
const ABLATED: Record<Exclude<Ablation, 'resample'>, string> = {
  zero: 'is set to 0',
  mean: 'becomes its mean over the corrupt prompts at that position',
  'mean-over-positions': 'becomes its mean over all positions of the corrupt prompts',
}

/** What patching is, in a sentence. */
export function directionText(direction: Direction, ablation: Ablation): string {
  const [base, other, finding] =
    direction === 'noising'
      ? ['clean', 'corrupt', 'what breaks the behaviour was needed']
      : ['corrupt', 'clean', 'what restores the behaviour was enough']
  const patched = ablation === 'resample' ? `comes from the ${other} run` : ABLATED[ablation]
  return `The model runs on the ${base} prompt and one activation ${patched}: ${finding}.`
}

/** +1 or -1: an effect times this is positive where red is meant: the site or edge serves the clean behaviour. */
export const redSign = effectSign

export function redMeans(direction: Direction | null): { red: string; blue: string } {
  return direction === 'denoising'
    ? { red: 'patching restores', blue: 'patching worsens' }
    : { red: 'patching hurts', blue: 'patching helps' }
}

export function metricText({ metric }: Pick<RunSummary, 'metric'>): string {
  return METRIC_LABEL[metric]
}
