import { openModel } from '../engine/model'
import { graphOf } from '../engine/experiment/experiment'
import { acdcOnPairs } from '../testing/acdc-on-pairs'
import { architectureReferences, worstExcess, type MethodReference } from '../testing/method-references'
import {
  baselineNumbers,
  eapIgScores,
  eapScores,
  exactEdges,
  patchedNodes,
  type ComparedNumbers,
} from '../testing/reference-numbers'
import { compareWithReference, METRIC_NAMES, recordRun } from '../testing/replay-run'

/**
 * npm run references [-- MODEL ...]
 *
 * Every number of fixtures/architectures against ours: a Markdown table of the largest difference of each kind, and
 * whether ACDC decides the same in every step. Ends with exit code 1 where a difference is more than is allowed.
 */

const DIRECTIONS = ['noise', 'denoise'] as const
type Numbers = AsyncGenerator<ComparedNumbers>

const KINDS: Record<string, (reference: MethodReference) => Numbers> = {
  logits: async function* (reference) {
    yield (await baselineNumbers(reference)).logits
  },
  metrics: async function* (reference) {
    yield (await baselineNumbers(reference)).metrics
  },
  'exact edges': inBothDirections(exactEdges),
  EAP: inBothDirections(eapScores),
  'EAP-IG': inBothDirections(eapIgScores),
  nodes: inBothDirections(patchedNodes),
}

function inBothDirections(numbersOf: typeof eapScores | typeof exactEdges | typeof patchedNodes) {
  return async function* (reference: MethodReference): Numbers {
    for (const direction of DIRECTIONS) yield* numbersOf(reference, direction)
  }
}

async function rowOf(reference: MethodReference): Promise<string[]> {
  const { name, task, tolerance } = reference
  const cells: string[] = []
  for (const numbersOf of Object.values(KINDS)) {
    let [count, difference, excess] = [0, 0, 0]
    for await (const { actual, expected } of numbersOf(reference)) {
      count += expected.length
      expected.forEach((value, i) => (difference = Math.max(difference, Math.abs(value - actual[i]))))
      excess = Math.max(excess, worstExcess(actual, expected, tolerance))
    }
    cells.push(flagged(difference.toExponential(1), count === 0 || !(excess < 1)))
  }
  const acdc = await acdcOf(reference)
  const decisions = `${acdc.identical} of ${task.runs.length}`
  return [
    name,
    String(task.edgeExact.ld.length),
    ...cells,
    flagged(acdc.change.toExponential(1), !(acdc.change < tolerance)),
    flagged(decisions, acdc.identical < task.runs.length),
  ]
}

/** How many runs decide every step as the reference does, and the largest difference of a change. */
async function acdcOf({ task }: MethodReference): Promise<{ identical: number; change: number }> {
  const { config, loadWeights } = await openModel(task.modelPath)
  const weights = await loadWeights()
  const found = { identical: 0, change: 0 }
  for (const run of task.runs) {
    const { metric, tau } = run
    const record = await recordRun(
      acdcOnPairs({
        config: { metric: METRIC_NAMES[metric], threshold: tau, order: 'reference', absolute: false },
        architecture: config,
        weights,
        pairs: task.pairs,
        threads: 1,
      }),
    )
    const { otherDecisions, otherSurvivors, testCount, change } = compareWithReference(
      graphOf(config),
      record,
      run,
    )
    const isSame = otherDecisions.length === 0 && otherSurvivors.length === 0 && testCount === 0
    found.identical += isSame ? 1 : 0
    found.change = Math.max(found.change, change)
  }
  return found
}

function flagged(cell: string, isWrong: boolean): string {
  if (!isWrong) return cell
  process.exitCode = 1
  return `**${cell}**`
}

const wanted = process.argv.slice(2)
const references = architectureReferences().filter(({ name }) => wanted.length === 0 || wanted.includes(name))
console.log(`| model | edges | ${Object.keys(KINDS).join(' | ')} | ACDC change | ACDC decisions |`)
console.log(`|---|${'---:|'.repeat(Object.keys(KINDS).length + 3)}`)
for (const reference of references) {
  const cells = await rowOf(reference).catch((error: Error) => [
    reference.name,
    flagged(error.message, true),
    ...Array.from({ length: Object.keys(KINDS).length + 2 }, () => ''),
  ])
  console.log(`| ${cells.join(' | ')} |`)
}
