import { checkedModel, definitionOf, LIVE_STATES, measuredRows, METRIC_SENSE } from '../../../contract'
import type { RunSummary } from '../../../contract'
import { whenFree, type NewRun } from '../../store'
import type { HostContext } from '../requests/host-context'
import type { IdentifiedRun } from './identify-run'
import type { ComputedBy } from './run-computer'
import { summaryOf, variantOf } from './methods'

/** What people know a run by. */
type Labels = Pick<NewRun, 'name' | 'tags'>

/** Enters the run into the store and queues it. */
export async function queueRun(
  run: IdentifiedRun,
  labels: Labels,
  context: HostContext,
): Promise<RunSummary> {
  const { id } = await whenFree(() => insertRun(run, labels, context))
  return queued(id, run, context, { computer: context.queue, most: 1 })
}

/** As queueRun, unless another Patchbay on the store was faster and has a run that computes the same: null then. */
export async function queueUnlessKnown(
  run: IdentifiedRun,
  labels: Labels,
  context: HostContext,
  by: ComputedBy,
): Promise<RunSummary | null> {
  const { store } = context
  const inserted = await whenFree(() =>
    store().transaction(() => {
      const known = store().runs.ofConfiguration(run.configuration)
      return known.some(willHaveResult) ? null : insertRun(run, labels, context)
    }),
  )
  return inserted && queued(inserted.id, run, context, by)
}

/** Enters a run that is computed elsewhere: it is there, and begins when its result comes in, or when it is resumed. */
export function enterAway(
  run: IdentifiedRun,
  { message, ...labels }: Labels & { message: string },
  context: HostContext,
): RunSummary {
  const { runs } = context.store()
  const owner = context.lease.hold()
  const { id } = insertRun(run, labels, context)
  return runs.change(id, owner, { state: 'interrupted', message, owner: null })
}

/** Whether what a run computes is, or will be, in the store without anybody doing anything about it. */
export function willHaveResult({ state }: RunSummary): boolean {
  return state === 'done' || LIVE_STATES.includes(state)
}

function queued(
  id: string,
  { model }: IdentifiedRun,
  { store, emit }: HostContext,
  { computer, most }: ComputedBy,
): RunSummary {
  emit({ type: 'runs-changed' })
  computer.enqueue(id, model.stamp, most)
  return store().runs.summary(id)
}

/** What a fork takes over is its own from its first moment: the run that it is from may be deleted. */
function insertRun(identified: IdentifiedRun, labels: Labels, { store, lease, certificates }: HostContext) {
  const { begins, model } = identified
  const certificate = certificates.known(checkedModel(model)) ?? begins?.source.certificate
  const variant = variantOf(identified.config, store())
  const run = { ...rowOf(identified, labels), variant, certificate, owner: lease.hold() }
  return store().transaction(() => {
    const { runs, journal } = store()
    const { id } = runs.insert(run)
    if (begins) {
      const { decisions, effects, tally, source, measurements } = begins
      const { metricInitial } = source.summary
      const first = { runId: id, owner: run.owner, seqBefore: 0 }
      journal.append(first, { decisions, effects }, { ...tally, elapsedMs: 0 })
      runs.change(id, run.owner, { metricInitial, measurements: measurements ?? undefined })
    }
    return runs.summary(id)
  })
}

function rowOf(
  { config, model, settings, provenance, configuration }: IdentifiedRun,
  { name, tags }: Labels,
): Omit<NewRun, 'owner'> {
  return {
    name: name?.trim() || undefined,
    tags,
    state: 'queued',
    method: config.method,
    model: config.model,
    modelName: model.name,
    promptsName: config.prompts.name,
    promptCount: measuredRows(config).length,
    metric: config.metric,
    metricSense: METRIC_SENSE[config.metric],
    ...summaryOf(config),
    direction: definitionOf(config.method).direction(config),
    edgesTotal: model.edgeCount,
    dModel: model.dModel,
    shape: model.shape,
    config,
    provenance,
    settings: [settings],
    configuration,
  }
}
