import { openModel } from '../engine/model'
import { graphOf } from '../engine/experiment/experiment'
import { acdcOnPairs } from '../testing/acdc-on-pairs'
import {
  architectureModels,
  hasMethods,
  worstExcess,
  type MethodReference,
  type ModelReference,
} from '../testing/method-references'
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
 * whether ACDC decides the same in every step; of some models there are logits and metrics alone. Ends with exit code 1
 * where a difference is more than is allowed.
 */

const DIRECTIONS = ['noise', 'denoise'] as const
type Numbers = AsyncGenerator<ComparedNumbers>

const OF_MODELS: Record<string, (reference: ModelReference) => Numbers> = {
  logits: async function* (reference) {
    yield (await baselineNumbers(reference)).logits
  },
  metrics: async function* (reference) {
    yield (await baselineNumbers(reference)).metrics
  },
}
const OF_METHODS: Record<string, (reference: MethodReference) => Numbers> = {
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

async function rowOf(reference: ModelReference): Promise<string[]> {
  const cells = [reference.name, String(reference.task.edgeExact.ld.length || '')]
  for (const numbersOf of Object.values(OF_MODELS)) cells.push(await differenceOf(numbersOf, reference))
  if (!hasMethods(reference)) return cells
  for (const numbersOf of Object.values(OF_METHODS)) cells.push(await differenceOf(numbersOf, reference))
  const { identical, change } = await acdcOf(reference)
  const runs = reference.task.runs.length
  return [
    ...cells,
    flagged(change.toExponential(1), !(change < reference.tolerance)),
    flagged(`${identical} of ${runs}`, identical < runs),
  ]
}

async function differenceOf<Reference extends ModelReference>(
  numbersOf: (reference: Reference) => Numbers,
  reference: Reference,
): Promise<string> {
  let [count, difference, excess] = [0, 0, 0]
  for await (const { actual, expected } of numbersOf(reference)) {
    count += expected.length
    expected.forEach((value, i) => (difference = Math.max(difference, Math.abs(value - actual[i]))))
    excess = Math.max(excess, worstExcess(actual, expected, reference.tolerance))
  }
  return flagged(difference.toExponential(1), count === 0 || !(excess < 1))
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

const COLUMNS = [
  ...['model', 'edges', ...Object.keys(OF_MODELS), ...Object.keys(OF_METHODS)],
  ...['ACDC change', 'ACDC decisions'],
]
const printed = (cells: string[]) => `| ${COLUMNS.map((_, i) => cells[i] ?? '').join(' | ')} |`

const wanted = process.argv.slice(2)
const references = architectureModels().filter(({ name }) => wanted.length === 0 || wanted.includes(name))
console.log(printed(COLUMNS))
console.log(`|---|${'---:|'.repeat(COLUMNS.length - 1)}`)
for (const reference of references) {
  const cells = rowOf(reference).catch(({ message }: Error) => [reference.name, flagged(message, true)])
  console.log(printed(await cells))
}
