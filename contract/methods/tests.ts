import { z } from 'zod'
import { PatchbayError } from '../error'
import { MAX_EDGES, MAX_SEED } from '../limits'
import { METRICS } from '../metric'
import { scoreReadingSchema } from '../score-meaning'
import { ABLATIONS } from '../vocabulary'
import { cuttingText, edgeChoices } from './choices'
import { circuitSource } from './circuit-source'
import { CIRCUIT_TESTS, RANDOM_FROM, type CircuitTests } from './circuit-tests'
import { defineMethod } from './definition'
import { evaluate, RANKINGS } from './evaluate'
import { ablation, common } from './fields'
import { edgeNames } from './found-edges'
import { plainLists } from './files'
import { commandLine, metricOption, oneOf, wholeNumber } from './options'
import { readingOf, readingSpelled, circuitOptions, scoresOptions } from './scores-option'
import { testsReport } from './tests-text'

const share = z.number().gt(0).lt(1)

const config = z.object({
  method: z.literal('tests'),
  ...common,
  circuit: circuitSource,
  /** The best so many edges by score are the circuit; without it, the edges that it has. */
  top: z.number().int().min(1).max(MAX_EDGES).optional(),
  by: z.enum(RANKINGS).default('absolute'),
  /** What the circuit's scores are, where its file does not say. */
  scores: scoreReadingSchema.optional(),
  ablation,
  /** Random circuits, and random added edges, of each test that draws them. */
  draws: z.number().int().min(1).max(10_000).default(100),
  permutations: z.number().int().min(1).max(100_000).default(1000),
  /** Equivalence: how far from one half the share may be. */
  epsilon: z.number().min(0).lt(0.5).default(0.1),
  /** The share of random circuits, or edges, that the circuit, or its edge, has to do better than. */
  quantile: share.default(0.9),
  /** The chance of any false rejection among the five. */
  alpha: share.default(0.05),
  /** Minimality: at most so many edges are tested, chosen at random. */
  testedEdges: z.number().int().min(1).max(MAX_EDGES).default(500),
  randomFrom: z.enum(RANDOM_FROM).default('outside'),
  seed: z.number().int().min(0).max(MAX_SEED).default(1),
})
export type TestsConfig = z.output<typeof config>

export interface TestsResult {
  kind: 'tests'
  tests: CircuitTests
}

const command = commandLine({
  description:
    'test a circuit: equivalence, independence, minimality, sufficiency, partial necessity (Shi et al.)',
  options: {
    circuit: circuitOptions.circuit,
    top: { flag: '--top', value: '<N>', help: 'test the best N edges by score' },
    by: circuitOptions.by,
    ...scoresOptions,
    metric: {
      ...metricOption,
      help: METRICS.filter((name) => name !== 'kl').join(', '),
      default: 'logit_diff',
    },
    ablation: {
      flag: '--ablation',
      value: '<KIND>',
      help: `what cut edges carry: ${ABLATIONS.join(', ')} (default: as the circuit was found)`,
    },
    draws: { flag: '--draws', value: '<N>', help: 'random circuits of each test', default: '100' },
    permutations: {
      flag: '--permutations',
      value: '<N>',
      help: 'of the prompts, for independence',
      default: '1000',
    },
    epsilon: {
      flag: '--epsilon',
      value: '<E>',
      help: 'equivalence: how far from 1/2 the share may be on which the circuit outperforms the model',
      default: '0.1',
    },
    quantile: {
      flag: '--quantile',
      value: '<Q>',
      help: 'the share of random circuits, or edges, that has to be outdone',
      default: '0.9',
    },
    alpha: {
      flag: '--alpha',
      value: '<A>',
      help: 'the chance of any false rejection among the five',
      default: '0.05',
    },
    testedEdges: {
      flag: '--tested-edges',
      value: '<N>',
      help: 'minimality: test at most N edges, chosen at random',
      default: '500',
    },
    randomFrom: {
      flag: '--random-from',
      value: '<WHERE>',
      help: 'partial necessity: random circuits outside of the circuit, or anywhere in the model',
      default: 'outside',
    },
    seed: { flag: '--seed', value: '<S>', help: 'of all that is drawn', default: '1' },
  },
  config: (typed) => ({
    method: 'tests' as const,
    top: typed.top === undefined ? undefined : wholeNumber('--top', typed.top, 1, MAX_EDGES),
    by: oneOf('--by', RANKINGS, typed.by),
    scores: readingOf(typed),
    metric: oneOf('--metric', METRICS, typed.metric),
    ablation: typed.ablation === undefined ? undefined : oneOf('--ablation', ABLATIONS, typed.ablation),
    draws: wholeNumber('--draws', typed.draws, 1, 10_000),
    permutations: wholeNumber('--permutations', typed.permutations, 1, 100_000),
    epsilon: shareOf('--epsilon', typed.epsilon, (value) => value >= 0 && value < 0.5, 'from 0 to below 0.5'),
    quantile: shareOf('--quantile', typed.quantile, isShare, 'between 0 and 1'),
    alpha: shareOf('--alpha', typed.alpha, isShare, 'between 0 and 1'),
    testedEdges: wholeNumber('--tested-edges', typed.testedEdges, 1, MAX_EDGES),
    randomFrom: oneOf('--random-from', RANDOM_FROM, typed.randomFrom),
    seed: wholeNumber('--seed', typed.seed, 0, MAX_SEED),
  }),
})

const NUMBERS = ['draws', 'permutations', 'epsilon', 'quantile', 'alpha', 'testedEdges', 'seed'] as const

const isShare = (value: number): boolean => value > 0 && value < 1

function shareOf(flag: string, text: string, isValid: (value: number) => boolean, range: string): number {
  const value = Number(text)
  if (text.trim() !== '' && isValid(value)) return value
  throw new PatchbayError('bad-input', `${flag} must be a number ${range}, not "${text}".`)
}

export const tests = defineMethod({
  name: 'tests',
  title: 'Circuit tests',
  config,
  result: undefined as TestsResult | undefined,
  stages: [...evaluate.stages, 'testing independence'],
  direction: () => null,
  scores: () => null,
  choices: (config) => edgeChoices(config, cuttingText(config)),
  alsoMeasures: 'logit_diff',
  finds: { decidesEdges: false, circuit: null, edgeScores: null, siteScores: null },
  onGraph: () => ({}),
  command,
  spell: ({ metric, ablation, top, by, scores, randomFrom, ...config }) => ({
    typed: {
      ...{ metric, ablation, by, randomFrom },
      top: top?.toString(),
      ...readingSpelled(scores),
      ...numbersSpelled(config),
    },
  }),
  outcome: ({ tests: found }) => {
    const passed = CIRCUIT_TESTS.filter((name) => found[name].verdict === 'passes')
    return `passes ${passed.length} of ${CIRCUIT_TESTS.length} tests`
  },
  report: (run, { tests: found }) => ({ outcome: null, blocks: testsReport(run, found) }),
  isCircuitFile: false,
  content: ({ tests: { minimality, ...found } }, graph) => ({
    tests: plainLists({ ...found, minimality: { ...minimality, edge: edgeNames(graph, minimality.edge) } }),
  }),
})

function numbersSpelled(config: Pick<TestsConfig, (typeof NUMBERS)[number]>): Record<string, string> {
  return Object.fromEntries(NUMBERS.map((key) => [key, String(config[key])]))
}
