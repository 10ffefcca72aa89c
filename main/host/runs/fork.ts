import { createHash } from 'node:crypto'
import { isTokenHash, PatchbayError, thresholdParts } from '../../../contract'
import type {
  DecisionColumns,
  EffectColumns,
  IdentifiedModel,
  MethodConfigs,
  RunFork,
  RunMeasurements,
} from '../../../contract'
import type { Store, StoredRun } from '../../store'
import { addToTally, type RunTally } from './run-tally'
import { refuseOtherModel } from './same-model'

type AcdcConfig = MethodConfigs['acdc']

/** What a fork takes over of the run that it is from. */
export interface Beginning {
  source: StoredRun
  fork: RunFork
  decisions: DecisionColumns
  effects: EffectColumns
  tally: RunTally
  /** Of the unpatched runs, with the order of the tests where one was computed; null where nothing was measured. */
  measurements: RunMeasurements | null
}

/** The configuration with the hash of what it takes over. @throws PatchbayError as beginningOf. */
export function withDecisionsHash(config: AcdcConfig, store: Store): AcdcConfig {
  const begun = beginningOf(config, store)
  if (!begun || !config.startFrom) return config
  return { ...config, startFrom: { ...config.startFrom, decisionsHash: begun.fork.decisionsHash } }
}

/**
 * What this run begins with; null where it begins with nothing.
 * @throws PatchbayError (bad-input, not-found) where that cannot be taken over.
 */
export function beginningOf(config: AcdcConfig, store: Store): Beginning | null {
  const { startFrom } = config
  if (!startFrom) return null
  const source = sourceOf(startFrom.runId, store)
  refuseOtherChoices(config, source)
  const journal = store.journal.read(startFrom.runId)
  const { step } = startFrom
  refuseStep(step, journal.decisions.edge.length, source)
  const decisions = rowsOf(journal.decisions, 0, step)
  const decisionsHash = hashOf(decisions)
  if (startFrom.decisionsHash !== undefined && startFrom.decisionsHash !== decisionsHash) {
    throw new PatchbayError(
      'bad-input',
      `The first ${step} decisions of ${source.summary.name} are not those that this run begins with (their hash is ${decisionsHash.slice(0, 12)}, not ${startFrom.decisionsHash.slice(0, 12)}): fork the run whose they are.`,
    )
  }
  const { id, number, name } = source.summary
  const parts = thresholdParts(source).filter(({ fromStep }) => fromStep < step)
  const { patchbayVersion } = source.provenance!
  return {
    source,
    fork: { run: { id, number, name }, step, decisionsHash, parts, patchbayVersion },
    decisions,
    effects: effectsOfKept(journal.effects, decisions),
    tally: tallyOf(decisions, parts),
    measurements: source.measurements && { ...source.measurements, circuit: null, faithfulness: null },
  }
}

/** @throws PatchbayError (conflict) where the model or the prompts are not those whose decisions are taken over. */
export function refuseOtherGround(
  { source }: Beginning,
  { model }: Pick<AcdcConfig, 'model'>,
  { identity }: IdentifiedModel,
  dataHash: string,
): void {
  const { name } = source.summary
  const provenance = source.provenance!
  refuseOtherModel({ name, model, provenance }, identity)
  if (isTokenHash(provenance.dataHash) && provenance.dataHash === dataHash) return
  const why = isTokenHash(provenance.dataHash)
    ? 'the prompts are not those that it was made on, or are read as other tokens now'
    : 'it is of an older version, which did not record what tokens its prompts were'
  throw new PatchbayError('conflict', `${name} cannot be forked: ${why}. Start a new run.`)
}

/** SHA-256 of decisions: see RunFork. */
function hashOf({ edge, kept }: DecisionColumns): string {
  return createHash('sha256').update(new Uint8Array(edge.slice().buffer)).update(kept).digest('hex')
}

function sourceOf(id: string, store: Store): StoredRun {
  const source = store.runs.get(id)
  if (source.config?.method === 'acdc' && source.provenance) return source
  throw new PatchbayError(
    'bad-input',
    `${source.summary.name} is not a run of ACDC: only a run that decides edge by edge can be forked.`,
  )
}

/** Decisions are compared with a threshold; everything else must be as it was, or they are not this run's. */
function refuseOtherChoices(config: AcdcConfig, source: StoredRun): void {
  const before = source.config as AcdcConfig
  const choices: [what: string, before: string, now: string][] = [
    ['metric', before.metric, config.metric],
    ['order of the tests', before.order, config.order],
    ['metric of the order', orderMetricOf(before), orderMetricOf(config)],
    ['ablation', before.ablation ?? 'resample', config.ablation ?? 'resample'],
  ]
  const other = choices.find(([, was, is]) => was !== is)
  if (!other) return
  const [what, was, is] = other
  throw new PatchbayError(
    'bad-input',
    `A fork of ${source.summary.name} has its ${what}, ${was}, not ${is}: only the threshold, and whether |harm| is compared with it, can be others.`,
  )
}

function orderMetricOf({ order, metric, orderMetric = metric }: AcdcConfig): string {
  return order === 'eap' ? orderMetric : 'none'
}

function refuseStep(step: number, decided: number, { summary }: StoredRun): void {
  const { name, edgesTotal } = summary
  if (step > decided) {
    throw new PatchbayError(
      'bad-input',
      `${name} has made ${decided} decisions: it cannot be forked at decision ${step}.`,
    )
  }
  if (step < edgesTotal) return
  throw new PatchbayError(
    'bad-input',
    `Decision ${step} is the last of ${name}: a fork there would have nothing left to decide. Fork it earlier.`,
  )
}

/** The others are of edges that the fork has not decided yet. */
function effectsOfKept({ edge, effect }: EffectColumns, decisions: DecisionColumns): EffectColumns {
  const kept = new Set(decisions.edge.filter((_, row) => decisions.kept[row] === 1))
  const rows = [...edge.keys()].filter((row) => kept.has(edge[row]))
  return {
    edge: Int32Array.from(rows, (row) => edge[row]),
    effect: Float64Array.from(rows, (row) => effect[row]),
  }
}

/** Each decision counted with the threshold that it was compared with. */
function tallyOf(decisions: DecisionColumns, parts: RunFork['parts']): RunTally {
  const none: RunTally = { edgesDecided: 0, edgesKept: 0, testsRun: 0, borderline: 0 }
  return parts.reduce((tally, part, i) => {
    const end = parts[i + 1]?.fromStep ?? decisions.edge.length
    return addToTally(tally, rowsOf(decisions, part.fromStep, end), part)
  }, none)
}

function rowsOf(all: DecisionColumns, from: number, to: number): DecisionColumns {
  return {
    firstStep: from,
    edge: all.edge.subarray(from, to),
    metric: all.metric.subarray(from, to),
    delta: all.delta.subarray(from, to),
    kept: all.kept.subarray(from, to),
    reason: all.reason.subarray(from, to),
  }
}
