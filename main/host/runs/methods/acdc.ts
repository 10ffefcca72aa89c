import { acdcResultOf } from '../../../../contract'
import type { HostMethod } from './host-method'

/** Decides edge by edge, into the journal; the cost of a test depends on its layer. */
export const acdc: HostMethod<'acdc'> = {
  summary: ({ threshold, order, absolute }) => ({ threshold, order, absolute }),

  async remainingTime({ config, shape, journal, effects, testOrder }) {
    const { buildGraph, edgesInTestOrder } = await import('../../../../engine/host')
    const { RemainingTime } = await import('../time-left/remaining-time')
    const graph = buildGraph(shape)
    // An order that is still to be computed comes with the baseline.
    const known = config.order === 'eap' ? 'reference' : config.order
    return new RemainingTime(graph, testOrder ?? edgesInTestOrder(graph, known), journal, effects)
  },

  resultFromJournal: acdcResultOf,
}
