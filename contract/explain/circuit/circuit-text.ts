import { HEAD_SCORE_NAMES, REPEATED_SCORES } from '../head-scores'
import type { ExplainedCircuit, ExplainedNode, ExplainedTotals } from './explained-circuit'
import { sumTexts } from './number-words'

/** The explanation as a short text: what each group does, what that leaves open, and how the logits add up. */
export function circuitExplanationText(explained: ExplainedCircuit): string {
  const { model, prompts, run, groups, edges, totals, limits } = explained
  const of =
    run === null ? 'all nodes' : `the circuit of ${edges.length} ${edges.length === 1 ? 'edge' : 'edges'}`
  const count = `${prompts.count} ${prompts.count === 1 ? 'prompt' : 'prompts'}`
  return [
    `${model.title}, ${of}, on ${prompts.name} (${count})`,
    '',
    ...groups.flatMap((group) => [
      `${group.label}: ${group.nodes.join(' ')}`,
      `  ${group.evidence}`,
      `  Not shown: ${group.notShown}`,
      '',
    ]),
    totals ? totalsText(totals, run !== null) : NO_TOTALS,
    ...limits,
  ].join('\n')
}

const NO_TOTALS = 'No direct attribution: it is defined for prompts with answers.'

/** `4.10 = 3.61 (the circuit's nodes) + 0.40 (others) + 0.09 (constants)`, in decimals that add up. */
function totalsText(totals: ExplainedTotals, hasCircuit: boolean): string {
  const { logitDiff, inCircuit, outside, constants, largestGap } = totals
  const named: [string, number][] = hasCircuit
    ? [
        ["by the circuit's nodes", inCircuit],
        ['by others', outside],
      ]
    : [['by all nodes', inCircuit]]
  named.push(['by constants', constants])
  const sum = sumTexts(
    logitDiff,
    named.map(([, value]) => value),
  )
  const parts = named.map(([name], at) => `${sum.parts[at]} ${name}`).join(' ')
  return (
    `Logit difference ${sum.whole} = ${parts} ` +
    `(directly; means of ${totals.prompts}; the largest gap of any prompt is ${largestGap.toExponential(1)}).`
  )
}

const COLUMNS = ['node', 'group', 'role', 'said_by', 'confidence', 'attribution_clean', 'attribution_corrupt']

type Cell = string | number | null

/** Cells of a table: the names of the columns, then a row for each node. */
export function circuitExplanationRows({ nodes }: ExplainedCircuit): (string | number)[][] {
  const head = [
    ...COLUMNS,
    ...HEAD_SCORE_NAMES.map((name) => `score_${name}`),
    ...REPEATED_SCORES.map((name) => `repeated_${name}`),
    'attention_writes',
  ]
  return [head, ...nodes.map((node) => cellsOf(node).map(notComputed))]
}

function cellsOf(node: ExplainedNode): Cell[] {
  return [
    node.node,
    node.label,
    node.role,
    { accepted: 'person', suggested: 'numbers', nobody: null }[node.said ?? 'nobody'],
    node.confidence,
    node.attribution?.clean ?? null,
    node.attribution?.corrupt ?? null,
    ...HEAD_SCORE_NAMES.map((name) => node.scores?.[name] ?? null),
    ...REPEATED_SCORES.map((name) => node.repeated?.[name] ?? null),
    node.attentionWrites,
  ]
}

/** Labels are people's own words; one that a spreadsheet would compute is taken as text. */
function notComputed(value: Cell): string | number {
  if (typeof value !== 'string') return value ?? ''
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}
