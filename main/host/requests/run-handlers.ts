import { judgedRunId, LIVE_STATES, PatchbayError, stabilityText } from '../../../contract'
import type { MethodResult, NodeRole, RunDetail, RunSummary, StabilityDetail } from '../../../contract'
import { whenFree, type StoredRun } from '../../store'
import type { HandlersOf, HostContext } from './host-context'
import { holderOf } from '../runs/ownership/holder'
import { hostMethodOf } from '../runs/methods'
import { memoryOfRun } from '../runs/run-memory'
import { othersRun, resumeRun } from '../runs/resume-run'
import type { RunAction } from '../process/worker-messages'
import type { RunComputer } from '../runs/run-computer'
import { startRun } from '../runs/start-run'
import { stabilityTexts } from '../stability/stability-texts'

export const runHandlers = {
  async 'runs.start'(args, context, signal) {
    return startRun(args, context, signal)
  },

  async 'runs.memory'(args, context, signal) {
    return memoryOfRun(args, context, signal)
  },

  async 'runs.list'(_args, context) {
    context.interruptAbandoned()
    const store = context.store()
    const known = stabilityTexts(store)
    return store.runs.list().map((summary) => {
      const stability = known.get(summary.id)
      return { ...shown(summary, context), ...(stability !== undefined && { stability }) }
    })
  },

  async 'runs.get'({ id }, context) {
    context.interruptAbandoned()
    return runDetail(id, context)
  },

  async 'runs.result'({ id }, context) {
    const { state } = context.store().runs.summary(id)
    return state === 'done' ? resultOf(runDetail(id, context), context) : null
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
    const away = Object.values(context.computers).find((each) => each?.has(id) && each !== context.queue)
    if (away) await controlAway(away, run.summary, action)
    else if (context.queue.has(id)) await context.queue.control(id, action)
    else throw othersRun(run.summary.name, id, context, `${action} it there`)
    return context.queue.shown(context.store().runs.summary(id))
  },

  async 'runs.resume'({ id, settings }, context, signal) {
    context.interruptAbandoned()
    return resumeRun(id, settings, context, signal)
  },

  async 'runs.rename'({ id, name }, context) {
    return notifyChanged(await whenFree(() => context.store().runs.label(id, { name })), context)
  },

  async 'runs.tag'({ id, tags }, context) {
    const labels = { tags: [...new Set(tags)] }
    return notifyChanged(await whenFree(() => context.store().runs.label(id, labels)), context)
  },

  async 'runs.note'({ id, note }, context) {
    return notifyChanged(await whenFree(() => context.store().runs.label(id, { note })), context)
  },

  async 'runs.delete'({ id }, context) {
    context.interruptAbandoned()
    const { name, state } = context.store().runs.listed(id)
    if (LIVE_STATES.includes(state)) {
      if (!context.queue.has(id)) throw othersRun(name, id, context, 'stop it there before deleting it')
      throw new PatchbayError('conflict', `${name} is ${state}: stop it before deleting it.`)
    }
    await whenFree(() => context.store().runs.delete(id, context.lease.hold()))
    context.emit({ type: 'runs-changed' })
    return null
  },

  async 'runs.restore'({ id }, context) {
    return notifyChanged(await whenFree(() => context.store().runs.restore(id)), context)
  },

  async 'runs.compare'({ a, b, choiceA, choiceB }, context) {
    const { compareRuns } = await import('../runs/compare/compare-runs')
    const [runA, runB] = [runDetail(a, context), runDetail(b, context)]
    return compareRuns({ run: runA, choice: choiceA }, { run: runB, choice: choiceB }, context.store())
  },

  async 'runs.compareMany'({ circuits }, context) {
    const { compareMany } = await import('../runs/compare/compare-many')
    const asked = circuits.map(({ id, choice }) => ({ run: runDetail(id, context), choice }))
    return compareMany(asked, context.store())
  },

  async 'runs.export'({ id, format, picture }, context) {
    const { runs } = context.store()
    const run = runDetail(id, context)
    const said = rolesOf(run, context)
    if (format !== 'json' && format !== 'csv') {
      const { exportGraph } = await import('../files/export-graph')
      return exportGraph(run, format, said, picture)
    }
    const { exportRun } = await import('../files/export-run')
    return exportRun(run, resultOf(run, context), runs.get(id).dModel, format, said)
  },

  async 'runs.report'({ ids, picture }, context) {
    const { reportOfRuns } = await import('../files/report-of-runs')
    const runs = [...new Set(ids)].map((id) => {
      const run = runDetail(id, context)
      return { run, result: resultOf(run, context), roles: rolesOf(run, context) }
    })
    return reportOfRuns(runs, context.store(), picture)
  },

  async 'runs.sayScores'({ id, reading }, context) {
    const { sayScores } = await import('../runs/score-readings')
    return notifyChanged(await sayScores(context, id, reading), context)
  },

  async 'runs.readings'(args, context) {
    const { scoreReadings } = await import('../runs/score-readings')
    return scoreReadings(args, context)
  },

  async 'runs.import'(args, context, signal) {
    const circuit = await context.reading.run('read-circuit', args, signal)
    const { importRun } = await import('../files/import-run')
    signal.throwIfAborted()
    const summary = await importRun(context.store(), circuit)
    if (circuit.roles) context.emit({ type: 'roles-changed', modelHash: circuit.roles.modelHash })
    return notifyChanged(summary, context)
  },
} satisfies HandlersOf<'runs'>

/** What people said of the nodes of the run's model. */
function rolesOf({ provenance }: RunDetail, context: HostContext): NodeRole[] {
  return provenance ? context.store().roles.list(provenance.modelHash) : []
}

function runDetail(id: string, context: HostContext): RunDetail {
  const run = context.store().runs.get(id)
  const { dModel: _dModel, owner: _owner, ownedAt: _ownedAt, ...rest } = run
  const stability = stabilityOf(run, context)
  return {
    ...rest,
    stability,
    summary: {
      ...shown(run.summary, context),
      ...(stability.length > 0 && { stability: stabilityText(stability) }),
    },
    ...context.store().journal.read(id),
    progress: context.queue.progressOf(id),
  }
}

/** A judgement has what is known of the circuit that it judges. */
function stabilityOf({ summary, config }: StoredRun, { store }: HostContext): StabilityDetail[] {
  return store().stabilities.ofRun(judgedRunId(config) ?? summary.id)
}

/** What a run found; null where it is not done, and for an imported circuit. */
function resultOf(run: RunDetail, { store }: HostContext): MethodResult | null {
  const { id, method } = run.summary
  const stored = store().results.read(id)
  return stored ?? (method === 'import' ? null : (hostMethodOf(method).resultFromJournal?.(run) ?? null))
}

/** The summary as people should read it: with what could not be saved yet, and who else computes it. */
function shown(summary: RunSummary, { store, queue }: HostContext): RunSummary {
  if (!LIVE_STATES.includes(summary.state) || queue.has(summary.id)) return queue.shown(summary)
  const holder = holderOf(store(), summary.id)
  return { ...summary, message: `Being computed by another Patchbay (${holder}).` }
}

function notifyChanged(summary: RunSummary, { emit }: HostContext): RunSummary {
  emit({ type: 'runs-changed' })
  return summary
}

/** A worker takes a run to its end, and hears of nothing but that it is to stop. */
async function controlAway(
  computer: RunComputer,
  { id, name }: RunSummary,
  action: RunAction,
): Promise<void> {
  if (action === 'stop') return computer.stop(id)
  throw new PatchbayError(
    'conflict',
    `${name} is computed by a worker, which can stop it but not ${action} it: pause its sweep, which then begins no further run.`,
  )
}
