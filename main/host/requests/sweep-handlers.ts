import { PatchbayError } from '../../../contract'
import type { SweepSummary } from '../../../contract'
import { expandHome } from '../../paths'
import { whenFree, type StoredSweep } from '../../store'
import { forecastOf, planMembers } from '../sweeps/plan-members'
import { endSweep } from '../sweeps/end-sweep'
import { recordOf, resumeSweep, startSweep } from '../sweeps/start-sweep'
import { summaryOfSweep } from '../sweeps/sweep-record'
import type { HandlersOf, HostContext } from './host-context'

export const sweepHandlers = {
  async 'sweeps.plan'(args, context, signal) {
    return forecastOf(await planMembers(args, context, signal), context)
  },

  async 'sweeps.start'(args, context, signal) {
    return startSweep(args, context, signal)
  },

  async 'sweeps.handOver'(args, context, signal) {
    const { handOverSweep } = await import('../cluster/folder/hand-over')
    return handOverSweep({ ...args, folder: expandHome(args.folder) }, context, signal)
  },

  async 'sweeps.collect'({ folder }, context, signal) {
    context.interruptAbandoned()
    const { collectSweep } = await import('../cluster/folder/collect')
    return collectSweep(folder, context, signal)
  },

  async 'sweeps.list'(_args, context) {
    context.interruptAbandoned()
    return context
      .store()
      .sweeps.ids()
      .map((id) => summaryOfSweep(recordOf(id, context)))
  },

  async 'sweeps.get'({ id }, context) {
    context.interruptAbandoned()
    const { sweepDetail } = await import('../sweeps/sweep-detail')
    const record = recordOf(id, context)
    const computer = context.computers[record.sweep.computer]
    return sweepDetail(record, context.store(), (run) => (run && computer?.workerOf(run.id)) ?? null)
  },

  async 'sweeps.stop'({ id }, context, signal) {
    return endSweep(id, 'stop', context, signal)
  },

  async 'sweeps.pause'({ id }, context, signal) {
    return endSweep(id, 'pause', context, signal)
  },

  async 'sweeps.resume'(args, context) {
    context.interruptAbandoned()
    return resumeSweep(args, context)
  },

  async 'sweeps.rename'({ id, name }, context) {
    await whenFree(() => context.store().sweeps.change(id, { name }))
    return changed(id, context)
  },

  async 'sweeps.delete'({ id }, context) {
    context.interruptAbandoned()
    const sweep = context.store().sweeps.get(id)
    if (sweep.state === 'running') {
      requireOurs(sweep, 'stop it there before deleting it', context)
      throw new PatchbayError('conflict', `${sweep.name} is running: stop it before deleting it.`)
    }
    await whenFree(() => context.store().sweeps.delete(id, context.lease.hold()))
    context.emit({ type: 'sweep-changed', sweepId: id })
    return null
  },

  async 'sweeps.restore'({ id }, context) {
    await whenFree(() => context.store().sweeps.restore(id))
    return changed(id, context)
  },

  async 'sweeps.export'({ id, format }, context) {
    context.interruptAbandoned()
    const { exportSweep } = await import('../sweeps/export-sweep')
    return exportSweep(recordOf(id, context), context.store(), format)
  },
} satisfies HandlersOf<'sweeps'>

function requireOurs({ id, name, owner }: StoredSweep, mend: string, { sweeps, store }: HostContext): void {
  if (sweeps.isActive(id)) return
  const host = (owner !== null && store().leases.get(owner)?.host) || 'unknown'
  throw new PatchbayError(
    'conflict',
    `${name} is being computed by another Patchbay (host ${host}): ${mend}.`,
  )
}

function changed(id: string, context: HostContext): SweepSummary {
  context.emit({ type: 'sweep-changed', sweepId: id })
  return summaryOfSweep(recordOf(id, context))
}
