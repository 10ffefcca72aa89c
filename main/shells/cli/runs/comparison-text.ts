import {
  certificateNote,
  comparedPart,
  numberText,
  promptDifferences,
  promptLine,
  type CircuitMatrix,
  type ComparedCircuit,
  type RunComparison,
  type RunSummary,
  type WorstPrompt,
} from '../../../../contract'
import { table } from '../output/print'

/** A comparison with its edges by name. */
export type NamedComparison = Omit<RunComparison, 'onlyA' | 'onlyB' | 'both'> &
  Record<'onlyA' | 'onlyB' | 'both', string[]>

/** How many prompts are listed, those on which the circuits differ most. */
const LISTED_PROMPTS = 10

/** Two circuits for people: what differs, their numbers, and their edges. */
export function comparisonText(comparison: NamedComparison): string {
  const { a, b, sideA, sideB, edgeJaccard, nodeJaccard, differences, measurementsA, measurementsB } =
    comparison
  const section = (title: string, names: string[]) => [
    `${title}: ${names.length} edges`,
    ...names.map((name) => `  ${name}`),
  ]
  const ofCircuit = (measured: typeof measurementsA) =>
    numberText(measured?.circuit ? measured.faithfulness : null)
  return [
    `A ${a.name} (${a.id})${choiceText(sideA)}, B ${b.name} (${b.id})${choiceText(sideB)}`,
    `edge Jaccard ${edgeJaccard.toFixed(4)}, node Jaccard ${nodeJaccard.toFixed(4)}`,
    ...differences.map((difference) => `${difference.what}: A ${difference.a}, B ${difference.b}`),
    `faithfulness of logit_diff: A ${ofCircuit(measurementsA)}, B ${ofCircuit(measurementsB)}`,
    `worst prompt: A ${worstText(comparison.worstA)}; B ${worstText(comparison.worstB)}`,
    ...judgementLines({ A: sideA, B: sideB }),
    ...certificateLines({ A: a, B: b }),
    ...promptLines(comparison),
    ...section('only in A', comparison.onlyA),
    ...section('only in B', comparison.onlyB),
    ...section('in both', comparison.both),
  ].join('\n')
}

/** Several circuits for people: the numbers of each, then how much each two of them share. */
export function matrixText({ circuits, edgeJaccard, nodeJaccard }: CircuitMatrix): string {
  const numbers = circuits.map(({ run, edges, nodes, faithfulness, judgement, ...side }) => [
    String(run.number),
    String(edges),
    String(nodes.length),
    numberText(faithfulness),
    judgement?.train ? numberText(judgement.measurements.faithfulness) : '-',
    judgement ? numberText(judgement.randomFaithfulness) : '-',
    `${run.name}${choiceText({ run, edges, judgement, ...side })}`,
  ])
  const jaccard = (values: number[][]) =>
    table(
      ['', ...circuits.map(({ run }) => String(run.number))],
      values.map((row, at) => [String(circuits[at].run.number), ...row.map((value) => value.toFixed(4))]),
    )
  return [
    table(['NO', 'EDGES', 'NODES', 'FAITHFUL', 'HELD OUT', 'RANDOM', 'NAME'], numbers),
    '',
    'edge Jaccard',
    jaccard(edgeJaccard),
    '',
    'node Jaccard',
    jaccard(nodeJaccard),
  ].join('\n')
}

/** `, its best 29 edges by absolute score` */
function choiceText({ choice, edges }: ComparedCircuit): string {
  if (!choice) return ''
  if ('top' in choice) return `, its best ${edges} edges by ${choice.by} score`
  return `, its ${edges} edges with a ${choice.by} score from ${choice.threshold}`
}

function judgementLines(sides: Record<string, ComparedCircuit>): string[] {
  return Object.entries(sides).map(([letter, { judgement, run, choice, edges }]) => {
    if (!judgement) {
      const top = choice ? ` --top ${edges} --by ${choice.by}` : ''
      return `${letter} is not judged: patchbay evaluate --circuit run:${run.number}${top} measures random circuits of its size beside it`
    }
    const heldOut = judgement.train ? `, held out ${numberText(judgement.measurements.faithfulness)}` : ''
    return `${letter} judged by run ${judgement.run.number}: random circuits ${numberText(judgement.randomFaithfulness)}${heldOut}`
  })
}

/** The prompts on which the two differ most, by what each keeps of them. */
function promptLines(comparison: NamedComparison): string[] {
  const part = comparedPart(comparison, 'train')
  if (!part) return []
  const rows = promptDifferences(part, 'faithfulness').filter(({ difference }) => !Number.isNaN(difference))
  rows.sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference))
  const { onlyA, onlyB } = part.prompts
  return [
    `prompts of both: ${part.prompts.shared.length} (only in A ${onlyA}, only in B ${onlyB}); they differ most on:`,
    ...rows
      .slice(0, LISTED_PROMPTS)
      .map(({ a, b, clean, rowA }) => `  A ${numberText(a)}, B ${numberText(b)}, ${promptLine(clean, rowA)}`),
  ]
}

/** Of models that are not certified. */
function certificateLines(runs: Record<string, RunSummary>): string[] {
  return Object.entries(runs).flatMap(([which, run]) => {
    const note = certificateNote(run)
    return note ? [`${which}: ${note.text}`] : []
  })
}

function worstText(worst: WorstPrompt | null): string {
  return worst ? `${numberText(worst.faithfulness)}, ${promptLine(worst.clean, worst.row)}` : '-'
}
