import {
  changedFiles,
  type MetricName,
  type ModelInfo,
  type PromptRow,
  type PromptSet,
  type RunConfig,
  type RunDetail,
  type RunSummary,
} from '../../contract'
import type { GraphShape } from '../../engine/graph'
import { isImported } from './finds'

/**
 * Whether a run was computed on this very model. Where an imported circuit was computed is not known here: it counts
 * as belonging to every model with the same graph.
 */
export function isOfModel({ provenance, config, shape, summary }: RunDetail, model: ModelInfo): boolean {
  if (isImported(summary)) return isSameShape(shape, model.shape)
  // Until large weights were read through it is known by its path alone.
  if (!provenance || !model.identity) return config?.model === model.path
  return changedFiles(provenance, model.identity) === null
}

/**
 * Whether a run in the list is of the open model, by its path; of an imported circuit only the number of edges can be
 * compared, as its file does not say where its model is.
 */
export function isOfOpenModel(
  run: Pick<RunSummary, 'method' | 'model' | 'edgesTotal'>,
  open: Pick<ModelInfo, 'path' | 'edgeCount'> | null,
): boolean {
  return isImported(run) ? run.edgesTotal === open?.edgeCount : run.model === open?.path
}

/** Whether two opened models compute the same: by all that their numbers come from, or while that is read, by their files. */
export function isSameModel(a: ModelInfo, b: ModelInfo): boolean {
  if (a.identity && b.identity) return a.identity.modelHash === b.identity.modelHash
  return a.stamp === b.stamp
}

/** The conditions under which sites are measured: only estimates made under the same ones can be compared. */
export interface SiteQuestion {
  model: ModelInfo
  prompts: PromptSet
  metric: MetricName
  direction: string
  ablation: string
}

/** Whether a screening was made under exactly these conditions. */
export function answersQuestion(detail: RunDetail, question: SiteQuestion): boolean {
  const { config, summary } = detail
  if (!config || !isOfModel(detail, question.model)) return false
  if (!isSamePrompts(config.prompts, question.prompts)) return false
  const { metric, direction, ablation } = question
  return summary.metric === metric && summary.direction === direction && ablationOf(config) === ablation
}

/** The ablation of a run; resample where it is left out, or where the method has none. */
function ablationOf(config: RunConfig): string {
  return ('ablation' in config && config.ablation) || 'resample'
}

export function isSameShape(a: GraphShape, b: GraphShape): boolean {
  return a.layers === b.layers && a.heads === b.heads && a.mlps === b.mlps && a.parallel === b.parallel
}

/** Whether the model gets the same input; a set's name does not matter. */
export function isSamePrompts(a: PromptSet, b: PromptSet): boolean {
  return a === b || contentOf(a) === contentOf(b)
}

/** Sets are never changed in place, and long ones are compared often. */
const contents = new WeakMap<PromptSet, string>()

function contentOf(set: PromptSet): string {
  const known = contents.get(set)
  if (known !== undefined) return known
  const { bos, split, answerReading = 'auto', rows } = set
  const content = JSON.stringify([bos, split, answerReading, rows.map(rowContent)])
  contents.set(set, content)
  return content
}

/** What the model gets from a row, as text; a missing row has its own text. */
export function rowContent(row: PromptRow | undefined): string {
  const own = [row?.clean, row?.corrupt, row?.answers, row?.wrongAnswers, row?.position ?? null]
  return JSON.stringify([...own, row?.spans, row?.template])
}
