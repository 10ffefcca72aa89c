import { describe, expect, it } from 'vitest'
import { runConfigSchema } from '../methods'
import { defaultSizes, parsedValues, planSweep, spacedValues, sweepSpecSchema, valuesText } from '.'

const common = { model: 'm', prompts: { name: 'p', rows: [] }, metric: 'logit_diff' }
const acdc = { method: 'acdc', ...common, threshold: 5, ablation: 'mean' }
const eap = { method: 'eap', ...common, direction: 'noising' }

function planOf(base: object, axis: object, more: object = {}) {
  return planSweep(sweepSpecSchema.parse({ base, axes: [axis], ...more }))
}

const ofMember = (member: number) => ({ runId: `run of ${member}` })

describe('the plan of a sweep', () => {
  it('finds a circuit at each threshold and judges it next; a value that is given twice is one circuit', () => {
    const { members, points } = planOf(acdc, { name: 'threshold', values: [0.1, 0, 0.1, -0] })
    expect(points).toEqual([
      { values: { threshold: 0.1 }, find: 0, judge: 1 },
      { values: { threshold: 0 }, find: 2, judge: 3 },
    ])
    expect(members.map(({ step, judges }) => [step, judges])).toEqual([
      ['find', null],
      ['judge', 0],
      ['find', null],
      ['judge', 2],
    ])
    const configs = members.map(({ config }) => config(ofMember))
    expect(configs[2]).toMatchObject({ method: 'acdc', threshold: 0, ablation: 'mean' })
    expect(Object.is((configs[2] as { threshold: number }).threshold, 0)).toBe(true)
    expect(configs[3]).toMatchObject({ method: 'evaluate', circuit: { runId: 'run of 2' }, ablation: 'mean' })
    for (const config of configs) expect(runConfigSchema.parse(config)).toEqual(config)
  })

  it('scores edges once and judges the best of them at every size', () => {
    const { members, points } = planOf(eap, { name: 'edges', values: [20, 5] }, { by: 'signed' })
    expect(points.map(({ values, find, judge }) => [values.edges, find, judge])).toEqual([
      [5, 0, 1],
      [20, 0, 1],
    ])
    const judging = members[1].config(ofMember)
    expect(judging).toMatchObject({ top: [5, 20], by: 'signed', circuit: { runId: 'run of 0' } })
    const ofFile = { method: 'evaluate', ...common, circuit: { runId: 'imported' } }
    const imported = planOf(ofFile, { name: 'edges', values: [3] })
    expect(imported.members.map(({ config }) => config(ofMember))).toMatchObject([
      { method: 'evaluate', top: [3], circuit: { runId: 'imported' } },
    ])
  })

  it('leaves the judging out where it is not wanted', () => {
    const { members, points } = planOf(acdc, { name: 'threshold', values: [1] }, { judge: false })
    expect(members).toHaveLength(1)
    expect(points).toEqual([{ values: { threshold: 1 }, find: 0, judge: null }])
  })

  it.each([
    [
      eap,
      { name: 'threshold', values: [1] },
      'A sweep over "threshold" does not apply to eap: only ACDC has a threshold: sweep "edges" of a method that scores edges.',
    ],
    [
      acdc,
      { name: 'edges', values: [1] },
      'A sweep over "edges" does not apply to acdc: only scored edges can be taken by their number: sweep "threshold" of ACDC, or "edges" of eap, edges, or a circuit with scores.',
    ],
    [
      eap,
      { name: 'edges', values: [2, 0] },
      '0 cannot be swept over "edges": a number of edges is a whole number from 1.',
    ],
  ])('refuses %#', (base: object, axis: object, message: string) => {
    expect(() => planOf(base, axis)).toThrow(message)
  })

  it('has a value at least, and at most ten thousand', () => {
    const over = (count: number) => () =>
      planOf(acdc, { name: 'threshold', values: Array.from({ length: count }, (_, i) => i) })
    expect(over(0)).toThrow('"threshold" has no value: give at least one of its thresholds.')
    expect(over(10_001)).toThrow(
      'This sweep has 10,001 configurations, and at most 10,000 are computed: give fewer values, or take some of them at random.',
    )
    expect(over(10_000)().points).toHaveLength(10_000)
  })
})

describe('values of a sweep', () => {
  it('are spaced by ratio, both ends as they were given', () => {
    expect(spacedValues(1, 0.001, 7)).toEqual([1, 0.32, 0.1, 0.032, 0.01, 0.0032, 0.001])
    expect(spacedValues(0.32, 0.00032, 7)).toContain(0.01)
    expect(spacedValues(-1, 1, 3)).toEqual([-1, 0, 1])
    expect(spacedValues(2, 5, 1)).toEqual([2])
    expect(spacedValues(NaN, 1, 3)).toEqual([])
    expect(new Set(spacedValues(1, 0.9, 40)).size).toBe(40)
  })

  it('of sizes go from one edge in a thousand to all', () => {
    expect(defaultSizes(81)).toEqual([1, 2, 4, 8, 16, 41, 81])
    expect(defaultSizes(32_491)).toEqual([32, 65, 162, 325, 650, 1625, 3249, 6498, 16246, 32491])
  })

  it('are read as they are typed, or said to be none', () => {
    expect(parsedValues(' 0.1, 1e-2\n3 ', 'threshold')).toEqual([0.1, 0.01, 3])
    expect(parsedValues('', 'edges')).toBe('Type at least one of the sizes.')
    expect(parsedValues('5 2.5', 'edges')).toBe(
      '“2.5” cannot be swept over: a number of edges is a whole number from 1.',
    )
    expect(parsedValues('1 '.repeat(10_001), 'threshold')).toBe(
      'A sweep has at most 10000 circuits: these are 10001.',
    )
  })

  it('say what sets a circuit apart', () => {
    expect(valuesText({ threshold: 0.01 })).toBe('τ 0.01')
    expect([1, 2500].map((edges) => valuesText({ edges }))).toEqual(['1 edge', '2,500 edges'])
    expect(valuesText({})).toBe('')
  })
})
