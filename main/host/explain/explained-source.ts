import { definitionOf, METRIC_NEEDS, PatchbayError, splitRows } from '../../../contract'
import type {
  Ablation,
  Direction,
  ExplainSource,
  MetricName,
  PromptSet,
  RunConfig,
  RunProvenance,
} from '../../../contract'
import type { Store } from '../../store'
import { pinnedPath } from '../files/model-path'

/** What is to be explained, as the store knows it. */
export interface SourceToExplain {
  model: string
  prompts: PromptSet
  /** The run whose circuit it is; null without one. */
  circuitRun: string | null
  metric: MetricName
  direction: Direction
  ablation: Ablation
  /** Of a run that is explained on its own prompts: as it began. */
  begun: { name: string; model: string; provenance: RunProvenance } | null
}

/** @throws PatchbayError (not-found) for a run there is not, (bad-input) for one that has no model and prompts. */
export function sourceToExplain(source: ExplainSource, store: Store): SourceToExplain {
  if ('run' in source) return ofRun(source.run, store)
  const { model, prompts, circuit } = source
  const config = circuit === undefined ? null : store.runs.get(circuit).config
  return { model, prompts, circuitRun: circuit ?? null, ...measuredBy(prompts, config), begun: null }
}

function ofRun(id: string, store: Store): SourceToExplain {
  const { config, provenance, summary } = store.runs.get(id)
  if (!config || !provenance)
    throw new PatchbayError(
      'bad-input',
      `${summary.name} is an imported circuit, which says nothing of its model and prompts: choose both to explain it.`,
    )
  const model = pinnedPath(config.model, provenance.modelSource)
  const { prompts } = config
  const begun = { name: summary.name, model: config.model, provenance }
  return { model, prompts, circuitRun: id, ...measuredBy(prompts, config), begun }
}

/** As the circuit's run measured, where the prompts have the answers for it. */
function measuredBy(
  prompts: PromptSet,
  config: RunConfig | null,
): Pick<SourceToExplain, 'metric' | 'direction' | 'ablation'> {
  const rows = splitRows(prompts).train.map((row) => prompts.rows[row])
  const has = (side: 'answers' | 'wrongAnswers') => rows.every((row) => row[side].length > 0)
  const wanted: MetricName[] = [...(config ? [config.metric] : []), 'logit_diff', 'log_prob']
  const metric = wanted.find((name) =>
    (['answers', 'wrongAnswers'] as const).every((side) => !METRIC_NEEDS[name][side] || has(side)),
  )
  return {
    metric: metric ?? 'kl',
    direction: (config && definitionOf(config.method).direction(config)) ?? 'noising',
    ablation: (config && 'ablation' in config ? config.ablation : undefined) ?? 'resample',
  }
}
