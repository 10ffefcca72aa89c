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
    return context.store().stabilities.ofRun(id)
  },

  async 'stability.list'(_args, context) {
    return context.store().stabilities.list()
  },
} satisfies HandlersOf<'stability'>
