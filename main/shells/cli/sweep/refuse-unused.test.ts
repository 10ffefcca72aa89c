import { describe, expect, it } from 'vitest'
import { rangeValues, sweepFileSchema, type SweepFileRange } from '../../../../contract'
import { checkShape } from '../../../host/requests/readable-problems'
import { refuseUnused } from './refuse-unused'

const acdc = { format: 'patchbay sweep spec 1', method: 'acdc', axes: { threshold: [1] } }

describe('a sweep file', () => {
  it.each([
    [{ axes: {} }, 'FILE: it has no axis: say under "axes" or "points" what differs between its circuits.'],
    [{ axes: undefined, points: [{}] }, /^FILE: it has no axis/],
    [{ axes: { threshold: [] } }, 'FILE: "axes.threshold" is empty: give it a value, or leave it out.'],
    [{ points: [{ threshold: 1 }] }, 'FILE: it has "axes" and "points": give one of them.'],
    [
      { axes: undefined, points: [{ threshold: 1 }], take: { random: 1 } },
      'FILE: "take" is about axes, and all "points" are computed: leave it out.',
    ],
    [
      { generator: { task: 'ioi', count: 3 } },
      'FILE: "generator" says nothing without the axis "seed", whose prompts it draws: leave it out.',
    ],
    [
      { by: 'signed' },
      'FILE: "by" says nothing without the axis "edges", whose edges it ranks: leave it out.',
    ],
    [
      { judge: false, reference: 'run:1' },
      'FILE: "reference" says nothing without the judging, which compares with it: leave "judge" out.',
    ],
    [
      { axes: { method: ['acdc', 'ebp'], threshold: [1] } },
      '"ebp" cannot be swept over "method": a method is one of acdc, activation, attribution, edges, path, eap, evaluate, tests, workflow, check.',
    ],
    [
      { axes: { threshold: { from: 1, to: 2, steps: 3 } } },
      'FILE: "axes.threshold" has the unknown key "steps".',
    ],
    [{ take: { random: 3, sed: 1 } }, 'FILE: "take" has the unknown key "sed".'],
    [{ axes: undefined, points: [{ treshold: 1 }] }, 'FILE: "points[0]" has the unknown key "treshold".'],
    [{ generator: { task: 'ioi', cuont: 3 } }, 'FILE: "generator" has the unknown key "cuont".'],
    [
      { axes: { threshold: [1, Infinity] } },
      'FILE: "axes.threshold[1]" must be a number or text or an object, but it is Infinity.',
    ],
    [
      { axes: { threshold: [NaN] } },
      'FILE: "axes.threshold[0]" must be a number or text or an object, but it is NaN.',
    ],
  ] as [object, string | RegExp][])('is refused with a sentence %#', (change, message) => {
    const file = Object.fromEntries(
      Object.entries({ ...acdc, ...change }).filter(([, value]) => value !== undefined),
    )
    expect(() => refuseUnused(checkShape(sweepFileSchema, file, 'FILE'), 'FILE')).toThrow(message)
  })

  it('is taken where all that it says counts', () => {
    const file = checkShape(
      sweepFileSchema,
      {
        ...{ ...acdc, method: 'eap', by: 'signed', reference: 'run:1', take: { random: 1 } },
        ...{ axes: { edges: [1], seed: [1] }, generator: { task: 'ioi', count: 3 } },
      },
      'FILE',
    )
    expect(() => refuseUnused(file, 'FILE')).not.toThrow()
  })
})

describe('a range', () => {
  it('has its ends, and what is between them by ratio or difference', () => {
    expect(rangeValues('threshold', { from: 1, to: 0.01, count: 3 })).toEqual([1, 0.1, 0.01])
    expect(rangeValues('threshold', { from: -1, to: 1, count: 3, spacing: 'linear' })).toEqual([-1, 0, 1])
    expect(rangeValues('edges', { from: 1, to: 100, count: 3 })).toEqual([1, 10, 100])
    expect(rangeValues('resample', { from: 3, to: 1 })).toEqual([3, 2, 1])
    expect(rangeValues('seed', { from: 0, to: 99_999 })).toHaveLength(100_000)
  })

  it.each([
    [
      'threshold',
      { from: 0.1, to: 1 },
      '"axes.threshold" needs "count": how many values there are from one end to the other.',
    ],
    [
      'threshold',
      { from: 0, to: 1, count: 3 },
      '"axes.threshold" is spaced by ratio, which needs ends above 0: give such, or "spacing": "linear".',
    ],
    [
      'edges',
      { from: 1, to: 9, spacing: 'ratio' },
      '"axes.edges" needs "count": how many values are spaced by ratio.',
    ],
    ['resample', { from: 0.5, to: 3 }, '"axes.resample" has whole numbers: its ends must be such, too.'],
    [
      'resample',
      { from: 0, to: 1e9 },
      '"axes.resample" has 1,000,000,001 values, and at most 100,000 are taken: give fewer.',
    ],
  ] as ['threshold' | 'edges' | 'resample', SweepFileRange, string][])(
    'of %s is refused %#',
    (axis, range, message) => {
      expect(() => rangeValues(axis, range)).toThrow(message)
    },
  )
})
