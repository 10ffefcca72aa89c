import { acdcResultOf } from '../../../../contract'
import { beginningOf, withDecisionsHash } from '../fork'
import type { HostMethod } from './host-method'

/** Decides edge by edge, into the journal; the cost of a test depends on its layer. */
export const acdc: HostMethod<'acdc'> = {
  completed: withDecisionsHash,
  beginning: beginningOf,
  summary: ({ threshold, order, absolute }) => ({ threshold, order, absolute }),

  determinants: ({ order, orderMetric, metric, startFrom, ...config }) => ({
    ...config,
    ...{ metric, order },
    orderMetric: order === 'eap' ? (orderMetric ?? metric) : undefined,
    startFrom: startFrom && { step: startFrom.step, decisionsHash: startFrom.decisionsHash },
  }),

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
