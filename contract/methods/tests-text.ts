import { foundOnText } from '../found-on'
import {
  CIRCUIT_TESTS,
  TEST_KIND,
  type CircuitTestName,
  type CircuitTests,
  type TestVerdict,
} from './circuit-tests'
import type { ReportBlock, ReportedRun } from './report'
import { numberText } from './texts'

export const TEST_TITLES: Record<CircuitTestName, string> = {
  equivalence: 'Equivalence',
  independence: 'Independence',
  minimality: 'Minimality',
  sufficiency: 'Sufficiency',
  partialNecessity: 'Partial necessity',
}

/** What is rejected, or not. */
export function nullText(name: CircuitTestName, { settings }: Pick<CircuitTests, 'settings'>): string {
  const { epsilon, quantile, randomFrom } = settings
  const most = shareText(quantile)
  const where = randomFrom === 'outside' ? ' outside of it' : ''
  const nulls: Record<CircuitTestName, string> = {
    equivalence: `the circuit outperforms the model on half of the prompts, give or take ${shareText(epsilon)}`,
    independence: 'how well the model does without the circuit says nothing about how well it does with it',
    minimality: `every edge of the circuit matters more than ${most} of random edges added to it`,
    sufficiency: `the circuit is closer to the model than at most ${most} of random circuits of its size`,
    partialNecessity: `the model loses more without the circuit than without at most ${most} of random circuits of its size${where}`,
  }
  return nulls[name]
}

/** What was decided and why, in a sentence; `withP`: where no column has the p. */
export function testSentence(name: CircuitTestName, tests: CircuitTests, withP = true): string {
  const { verdict, correctedP, leastP } = tests[name]
  const p = withP ? ` (corrected p ${pText(correctedP)})` : ''
  const few = verdict === 'undecided' ? `: undecided, as no p below ${pText(leastP)} is possible here` : ''
  return `${FOUND[name](tests, verdict)}${p}${few}.`
}

const FOUND: Record<CircuitTestName, (tests: CircuitTests, verdict: TestVerdict) => string> = {
  equivalence({ equivalence: { better, worse, equal } }, verdict) {
    const all = better + worse + equal
    if (equal === all) return `The circuit scores as the model does on ${count(all, 'prompt')}`
    const where = `the circuit does better than the model on ${better} of ${count(all, 'prompt')}, worse on ${worse}${equal > 0 ? `, the same on ${equal}` : ''}`
    return verdict === 'fails' ? `Not equivalent: ${where}` : capital(where)
  },
  independence({ independence: { statistic, bandwidths }, choices }, verdict) {
    if (bandwidths.model === 0) return 'The model scores the same on every prompt, which says nothing'
    if (bandwidths.complement === 0) return 'Without the circuit every prompt scores the same'
    const hsic = `HSIC ${numberText(statistic)}`
    return verdict === 'fails'
      ? `How well the model does without the circuit still goes with how well it does: ${hsic}${pairText(choices.ablation)}`
      : `No sign that the model without the circuit still does the task: ${hsic}`
  },
  minimality({ minimality, settings }, verdict) {
    const { edge, correctedPs, added } = minimality
    if (added.length === 0) return 'The circuit has every edge, so that none can be added to it'
    if (verdict !== 'fails') return `No edge of ${edge.length} is shown to be redundant`
    const redundant = correctedPs.filter((p) => p <= settings.alpha).length
    const matter = redundant === 1 ? 'matters' : 'matter'
    return `${redundant} of ${count(edge.length, 'edge')} ${matter} no more than random edges added to the circuit`
  },
  sufficiency: ({ sufficiency: { beaten, sampleSize }, settings }, verdict) =>
    `The circuit is closer to the model than ${beaten} of ${count(sampleSize, 'random circuit')} of its size${shownText(verdict, settings.quantile)}`,
  partialNecessity({ partialNecessity: { beaten, sampleSize, sizes }, edges, settings }, verdict) {
    const most = Math.max(...sizes)
    if (most === 0) return 'There is no edge outside of the circuit to compare it with'
    const where = settings.randomFrom === 'outside' ? ' outside of it' : ''
    const which =
      most < edges ? `of only ${count(most, 'edge')}, all that are${where}` : `of its size${where}`
    return `Without the circuit the model loses more than without ${beaten} of ${count(sampleSize, 'random circuit')} ${which}${shownText(verdict, settings.quantile)}`
  },
}

/** Then the model without the circuit does what the corrupt prompt asks for. */
const pairText = (ablation: string | undefined): string =>
  ablation?.startsWith('resample')
    ? '; with resample that may come from prompts paired as easy or hard: test with mean or zero, too'
    : ''

const shownText = (verdict: TestVerdict, quantile: number): string =>
  `: ${verdict === 'passes' ? '' : 'not '}shown to be more than ${shareText(quantile)} of all`

/** The five tests for people. */
export function testsReport({ summary }: ReportedRun, tests: CircuitTests): ReportBlock[] {
  const rows = CIRCUIT_TESTS.map((name) => {
    const { statistic, sampleSize, pValue, correctedP, verdict } = tests[name]
    const numbers = [numberText(statistic), String(sampleSize), pText(pValue), pText(correctedP)]
    return [TEST_TITLES[name], TEST_KIND[name], ...numbers, verdict]
  })
  const found = foundOnText(tests.foundOn)
  const { alpha } = tests.settings
  return [
    `Of ${count(tests.edges, 'edge')}, scored by ${summary.metric}:`,
    { head: ['TEST', 'KIND', 'STATISTIC', 'SAMPLE', 'P', 'CORRECTED P', 'VERDICT'], rows },
    ...CIRCUIT_TESTS.map((name) => `  ${TEST_TITLES[name]}: ${testSentence(name, tests)}`),
    `An idealised test passes unless its null hypothesis is rejected; a flexible one only where it is, at ${numberText(alpha)} with Holm's correction over the five.`,
    ...(found === null ? [] : [found]),
    ...Object.entries(tests.choices).map(([what, text]) => `  ${what}: ${text}`),
  ]
}

/** `.04`-like values of p: two digits, and no longer zeros than a reader counts. */
export function pText(p: number): string {
  return p >= 0.001 ? String(Number(p.toPrecision(2))) : p.toExponential(1)
}

const shareText = (share: number): string => `${Number((100 * share).toFixed(2))} %`
const count = (number: number, one: string): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : `${one}s`}`
const capital = (text: string): string => text[0].toUpperCase() + text.slice(1)
