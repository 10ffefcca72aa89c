import { describe, expect, it } from 'vitest'
import { METRICS } from '../../contract'
import { MetricMeter, metricSense, type Target } from './index'

/** Probabilities 1/2, 1/4, 1/8, 1/8 and 1/8, 1/2, 1/4, 1/8. */
const clean = Float32Array.from([1 / 2, 1 / 4, 1 / 8, 1 / 8, 1 / 8, 1 / 2, 1 / 4, 1 / 8], Math.log)
const uniform = Float32Array.from({ length: 8 }, () => 700)
const targets: Target[] = [
  { answers: [0], wrongAnswers: [1] },
  { answers: [1, 2], wrongAnswers: [0, 3] },
]
const meter = new MetricMeter(targets, clean)
const close = (values: number[]) => values.map((value) => expect.closeTo(value, 6))

describe('metrics', () => {
  it('are means over prompts and kept per prompt', () => {
    const { mean, perPrompt } = meter.measure(clean)
    const ln2 = Math.log(2)
    expect([...perPrompt.logit_diff]).toEqual(close([ln2, 1.5 * ln2]))
    expect(mean.logit_diff).toBeCloseTo(1.25 * ln2, 6)
    expect([...perPrompt.log_prob]).toEqual(close([-ln2, Math.log(3 / 4)]))
    expect([...perPrompt.nll]).toEqual(close([ln2, -Math.log(3 / 4)]))
    expect([...perPrompt.prob_diff]).toEqual(close([1 / 4, 1 / 2]))
  })

  it('measure kl from the clean run, which is 0 for the clean run itself, whatever the size of the logits', () => {
    expect(meter.mean('kl', clean)).toBe(0)
    const cleanEntropy = 1.75 * Math.log(2)
    expect([...meter.perPrompt('kl', uniform)]).toEqual(
      close([Math.log(4) - cleanEntropy, Math.log(4) - cleanEntropy]),
    )
  })

  it('keep the logarithm of an answer too improbable for float64', () => {
    const steep = new MetricMeter([{ answers: [0], wrongAnswers: [1] }], Float32Array.of(0, 2000))
    expect(steep.mean('log_prob', Float32Array.of(0, 2000))).toBe(-2000)
  })

  it('know which direction is worse', () => {
    expect((['kl', 'nll', 'logit_diff', 'log_prob', 'prob_diff'] as const).map(metricSense)).toEqual([
      1, 1, -1, -1, -1,
    ])
  })

  it.each(METRICS)('have a gradient that agrees with finite differences: %s', (name) => {
    const logits = Float32Array.from([0.3, -1.2, 2.1, 0.4, 1.7, 0.2, -0.6, 0.9])
    const gradient = meter.gradient(name, logits)
    // Differences of float64 would need float64 logits: a step that float32 holds exactly keeps them precise.
    const step = 2 ** -8
    for (let at = 0; at < logits.length; at++) {
      const value = (offset: number) => meter.mean(name, logits.with(at, logits[at] + offset))
      expect(gradient[at]).toBeCloseTo(
        (value(step) - value(-step)) / (Math.fround(logits[at] + step) - Math.fround(logits[at] - step)),
        5,
      )
    }
  })

  it('have no slope in kl at the clean run', () => {
    expect(meter.gradient('kl', clean)).toEqual(new Float32Array(8))
  })
})
