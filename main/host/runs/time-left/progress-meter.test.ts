import { expect, it } from 'vitest'
import { ProgressMeter } from './progress-meter'

it('knows nothing before it has two samples', () => {
  const meter = new ProgressMeter()
  meter.add({ elapsedMs: 0, decided: 0, tests: 0 })
  expect(meter.rates(100)).toEqual({ testsPerSecond: 0, remainingMs: null })
})

it('takes the rate of the last seconds, not of the whole run', () => {
  const meter = new ProgressMeter()
  meter.add({ elapsedMs: 0, decided: 0, tests: 0 })
  meter.add({ elapsedMs: 1_000, decided: 40, tests: 40 })
  meter.add({ elapsedMs: 10_000, decided: 50, tests: 45 })
  meter.add({ elapsedMs: 14_000, decided: 60, tests: 53 })
  expect(meter.rates(100)).toEqual({ testsPerSecond: 2, remainingMs: 16_000 })
})
