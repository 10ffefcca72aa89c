import { describe, expect, it } from 'vitest'
import {
  architectureReferences,
  DIRECTION_NAMES,
  experimentOf,
  metricsOf,
  worstExcess,
  type ReferenceDirection,
} from '../../../testing/method-references'
import { exchanged, runPairs } from '../../experiment/paired-runs'
import { evaluatorSetup } from '../evaluator-setup'
import { MaskedEvaluator } from './masked-evaluator'

/** The definition against an independent implementation of it: every edge alone, both directions. */
describe('circuits by definition', () => {
  for (const { name, task, numbers, tolerance } of architectureReferences()) {
    for (const [direction, byMetric] of Object.entries(numbers.edge_exact)) {
      it(`each edge of ${name} alone, ${DIRECTION_NAMES[direction as ReferenceDirection]}`, async () => {
        const experiment = await experimentOf(task)
        const { config, weights, pairs, threads } = experiment
        const runs = await runPairs(config, weights, pairs, threads)
        const base = direction === 'noise' ? runs : exchanged(runs)
        for (const { metric, expected } of metricsOf(byMetric)) {
          const setup = evaluatorSetup(experiment, base, metric)
          const evaluator = await MaskedEvaluator.create(setup)
          const whole = await evaluator.currentMetric()
          const metrics = await evaluator.singleEdgeMetrics(expected.map((_, edge) => edge))
          await evaluator.release()
          const values = metrics.map((value) => value ?? whole)
          expect(worstExcess(values, expected, tolerance)).toBeLessThan(1)
        }
      })
    }
  }
})
