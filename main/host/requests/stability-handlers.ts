import { judgedRunId } from '../../../contract'
import { measureSweep } from '../stability/measure-sweep'
import type { HandlersOf } from './host-context'

export const stabilityHandlers = {
  async 'stability.measure'({ id }, context, signal) {
    context.interruptAbandoned()
    return measureSweep(id, context, signal)
  },

  async 'stability.start'(args, context, signal) {
    context.interruptAbandoned()
    const { startStability } = await import('../stability/start-stability')
    return startStability(args, context, signal)
  },

  async 'stability.get'({ id }, context) {
    const { runs, stabilities } = context.store()
    return stabilities.ofRun(judgedRunId(runs.get(id).config) ?? id)
  },

  async 'stability.ofSweep'({ id }, context) {
    return context.store().stabilities.ofSweep(id)
  },

  async 'stability.list'(_args, context) {
    return context.store().stabilities.list()
  },
} satisfies HandlersOf<'stability'>
