import { changedFiles, identityOf, LIVE_STATES, PatchbayError, RESUMABLE_STATES } from '../../contract'
import type { RunDetail, RunSummary, Settings } from '../../contract'
import type { StoredRun } from '../store'
import type { HandlersOf, HostContext } from './host-context'
import { pidOf } from './process-identity'
import { settingsForResume } from './run-settings'
import { startRun } from './start-run'

export const runHandlers = {
  async 'runs.start'(args, context, signal) {
    return startRun(args, context, signal)
  },

  async 'runs.list'(_args, context) {
    context.interruptAbandoned()
    return context
      .store()
      .runs.list()
      .map((summary) => context.queue.shown(summary))
  },

  async 'runs.get'({ id }, context) {
    context.interruptAbandoned()
    return runDetail(id, context)
  },

  async 'runs.result'({ id }, context) {
    const { state } = context.store().runs.summary(id)
    return state === 'done' ? context.store().results.read(id) : null
  },

  async 'runs.control'({ id, action }, context) {
    context.interruptAbandoned()
    const run = context.store().runs.get(id)
    if (!LIVE_STATES.includes(run.summary.state)) {
      throw new PatchbayError(
        'conflict',
        `${run.summary.name} is ${run.summary.state}: there is nothing to ${action}.`,
      )
    }
    refuseOthersRun(run, context, action)
    await context.queue.control(id, action)
    return context.queue.shown(context.store().runs.summary(id))
  },

  async 'runs.resume'({ id, settings }, context, signal) {
    context.interruptAbandoned()
    return resumeRun(id, settings, context, signal)
  },

  async 'runs.rename'({ id, name }, context) {
    return tellChanged(context.store().runs.change(id, { name }), context)
  },

  async 'runs.tag'({ id, tags }, context) {
    return tellChanged(context.store().runs.change(id, { tags: [...new Set(tags)] }), context)
  },

  async 'runs.delete'({ id }, context) {
    context.interruptAbandoned()
    const { name, state } = context.store().runs.summary(id)
    if (LIVE_STATES.includes(state))
      throw new PatchbayError('conflict', `${name} is ${state}: stop it before deleting it.`)
    context.store().runs.delete(id, context.self)
    context.emit({ type: 'runs-changed' })
    return null
  },

  async 'runs.restore'({ id }, context) {
    return tellChanged(context.store().runs.restore(id), context)
  },

  async 'runs.compare'({ a, b }, context) {
    const { compareRuns } = await import('./compare-runs')
    return compareRuns(runDetail(a, context), runDetail(b, context))
  },

  async 'runs.export'({ id, format }, context) {
    const { exportRun } = await import('./export-run')
    const { runs, results } = context.store()
    return exportRun(runDetail(id, context), results.read(id), runs.get(id).dModel, format)
  },

  async 'runs.sayScores'({ id, reading }, context) {
    const { sayScores } = await import('./score-readings')
    return tellChanged(sayScores(context, id, reading), context)
  },

  async 'runs.readings'(args, context) {
    const { scoreReadings } = await import('./score-readings')
    return scoreReadings(args, context)
  },

  async 'runs.import'({ text, fileName }, context, signal) {
    const { importRun } = await import('./import-run')
    signal.throwIfAborted()
    return tellChanged(importRun(context.store(), text, fileName), context)
  },
} satisfies HandlersOf<'runs'>

function runDetail(id: string, { store, queue }: HostContext): RunDetail {
  const run = store().runs.get(id)
  const { dModel: _dModel, owner: _owner, ...shown } = run
  return {
    ...shown,
    summary: queue.shown(run.summary),
    ...store().journal.read(id),
    progress: queue.progressOf(id),
  }
}

async function resumeRun(
  id: string,
  chosen: Partial<Settings> | undefined,
  context: HostContext,
  signal: AbortSignal,
): Promise<RunSummary> {
  const { summary, config, provenance, settings: before } = context.store().runs.get(id)
  if (!config || !provenance)
    throw new PatchbayError(
      'conflict',
      `${summary.name} is an imported circuit: there is nothing to compute.`,
    )
  if (!RESUMABLE_STATES.includes(summary.state)) {
    throw new PatchbayError(
      'conflict',
      `${summary.name} is ${summary.state}: only a stopped, interrupted or failed run can be resumed.`,
    )
  }
  const { info } = await context.models.open(config.model)
  const changed = changedFiles(provenance, identityOf(info))
  if (changed) {
    throw new PatchbayError(
      'conflict',
      `The model ${config.model} is not the one with which ${summary.name} began (changed: ${changed}): put the old files back, or start a new run.`,
    )
  }
  const settings = await settingsForResume(config.method, context.store(), before, chosen)
  await context.devices.require(info, settings.at(-1)!.device, signal)
  signal.throwIfAborted()
  // The state is looked at again while nobody else can write: two processes must not both resume it.
  const queued = context.store().transaction(() => {
    const { state } = context.store().runs.summary(id)
    if (!RESUMABLE_STATES.includes(state))
      throw new PatchbayError('conflict', `${summary.name} is ${state} already.`)
    return context
      .store()
      .runs.change(id, { state: 'queued', message: null, finishedAt: null, settings, owner: context.self })
  })
  context.emit({ type: 'run-status', runId: id, summary: queued, progress: null })
  context.queue.enqueue(id)
  return context.store().runs.summary(id)
}

function refuseOthersRun({ summary, owner }: StoredRun, { queue }: HostContext, action: string): void {
  if (queue.has(summary.id) || owner === null) return
  throw new PatchbayError(
    'conflict',
    `${summary.name} is being computed by another Patchbay (process ${pidOf(owner)}): ${action} it there.`,
  )
}

function tellChanged(summary: RunSummary, { emit }: HostContext): RunSummary {
  emit({ type: 'runs-changed' })
  return summary
}
