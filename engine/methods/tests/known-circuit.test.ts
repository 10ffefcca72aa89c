import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { CIRCUIT_TESTS, METHODS, testSentence, type CircuitTests, type TestVerdict } from '../../../contract'
import { edgeIndexByName, graphOf, openExperiment, openModel, parsePrompts, resultOf } from '../../index'
import type { Experiment } from '../../experiment/experiment'
import { shuffledEdges } from '../../graph'
import { circuitTests } from './circuit-tests'
import { testsMethod } from '.'

/** The constructed sample, whose five edges are a fact. */
let experiment: Experiment
let circuit: Int32Array
beforeAll(async () => {
  const model = await openModel('samples/induction')
  const file = 'samples/induction/prompts.json'
  experiment = await openExperiment(model, parsePrompts(readFileSync(file, 'utf8'), file))
  const index = edgeIndexByName(graphOf(experiment.config))
  const catalog = JSON.parse(readFileSync('samples/catalog.json', 'utf8')) as {
    name: string
    circuit: string[]
  }[]
  const names = catalog.find(({ name }) => name === 'induction')!.circuit
  circuit = Int32Array.from(names, (name) => index.get(name)!).sort()
})

const tested = async (edges: Int32Array, ablation: 'mean' | 'resample' = 'mean') => {
  const options = { circuit: { edges }, metric: 'logit_diff', ablation } as const
  return (await resultOf(circuitTests(experiment, options))).tests
}

const verdicts = (tests: Omit<CircuitTests, 'choices'>): Record<string, TestVerdict> =>
  Object.fromEntries(CIRCUIT_TESTS.map((name) => [name, tests[name].verdict]))

const PASSED = {
  equivalence: 'passes',
  independence: 'passes',
  minimality: 'passes',
  sufficiency: 'passes',
  partialNecessity: 'passes',
}

it('are not made by kl', () => {
  const config = METHODS.tests.config.parse({
    ...{ method: 'tests', model: 'm', metric: 'kl', circuit: { runId: 'x' } },
    prompts: { name: 'p', rows: [] },
  })
  const given = { name: 'run 1', edges: circuit, scores: null, meaning: null }
  expect(() => testsMethod.check(experiment, config, { circuit: given })).toThrow(
    'kl is a distance from the model, so that no circuit can outperform it: test with logit_diff, log_prob, nll or prob_diff.',
  )
  expect(() => testsMethod.check(experiment, { ...config, top: 3 }, { circuit: given })).toThrow(
    'the top 3 edges of run 1 cannot be taken: only 0 of its edges have a score.',
  )
})

describe('the tests of the constructed circuit', () => {
  it('are all passed', async () => {
    const tests = await tested(circuit)
    expect(verdicts(tests)).toEqual(PASSED)
    expect(tests.edges).toBe(5)
    expect(tests.minimality.statistic).toBe(1)
  })

  it('find it not equivalent without any one of its edges', async () => {
    for (const edge of circuit) {
      const tests = await tested(circuit.filter((one) => one !== edge))
      expect(tests.equivalence, String(edge)).toMatchObject({ verdict: 'fails', better: 0, worse: 12 })
    }
  })

  it('find edges redundant that were added, and none of its own', async () => {
    for (const seed of [1, 2, 3]) {
      const others = shuffledEdges(81, seed).filter((edge) => !circuit.includes(edge))
      const added = others.slice(0, 5)
      const { minimality, equivalence } = await tested(Int32Array.from([...circuit, ...added]).sort())
      expect([minimality.verdict, equivalence.verdict]).toEqual(['fails', 'passes'])
      const redundant = minimality.edge.filter((_, row) => minimality.correctedPs[row] <= 0.05)
      expect(redundant.length).toBeGreaterThanOrEqual(4)
      expect(Array.from(redundant).filter((edge) => !added.includes(edge))).toEqual([])
    }
  })

  it('find what is left dependent where it answers as the corrupt prompt does', async () => {
    const tests = await tested(circuit, 'resample')
    expect(verdicts(tests)).toEqual({ ...PASSED, independence: 'fails' })
    expect(Math.max(...tests.scores.complement)).toBeLessThan(-8)
  })

  it('have nothing to add to a circuit of all edges', async () => {
    const tests = await tested(Int32Array.from({ length: 81 }, (_, edge) => edge))
    expect(verdicts(tests)).toEqual({
      equivalence: 'passes',
      independence: 'passes',
      minimality: 'undecided',
      sufficiency: 'fails',
      partialNecessity: 'undecided',
    })
    const all = { ...tests, choices: {} as CircuitTests['choices'] }
    expect(testSentence('equivalence', all)).toBe(
      'The circuit scores as the model does on 12 prompts (corrected p 1).',
    )
    expect(testSentence('partialNecessity', all)).toBe(
      'There is no edge outside of the circuit to compare it with (corrected p 1): undecided, as no p below 1 is possible here.',
    )
    expect(testSentence('minimality', all)).toBe(
      'The circuit has every edge, so that none can be added to it (corrected p 1): undecided, as no p below 1 is possible here.',
    )
  })
})
