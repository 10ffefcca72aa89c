import { certificateNote, numberText, promptLine } from '../../../../contract'
import type { RunComparison, RunSummary, WorstPrompt } from '../../../../contract'
import { print } from '../../streams'
import { printJson } from '../output/print'
import { findRun } from './find-run'
import { openHost, type StoreOptions } from './store-options'

export async function compareCommand(a: string, b: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const ids = { a: (await findRun(host, a)).id, b: (await findRun(host, b)).id }
  const comparison = await withEdgeNames(await host.call('runs.compare', ids))
  await (options.json ? printJson(comparison) : print(describeComparison(comparison)))
}

type NamedComparison = Omit<RunComparison, 'onlyA' | 'onlyB' | 'both'> &
  Record<'onlyA' | 'onlyB' | 'both', string[]>

async function withEdgeNames(comparison: RunComparison): Promise<NamedComparison> {
  const { buildGraph, edgeName } = await import('../../../../engine/host')
  const graph = buildGraph(comparison.shape)
  const names = (edges: Int32Array) => Array.from(edges, (edge) => edgeName(graph, edge))
  const { onlyA, onlyB, both } = comparison
  return { ...comparison, onlyA: names(onlyA), onlyB: names(onlyB), both: names(both) }
}

function describeComparison({
  a,
  b,
  onlyA,
  onlyB,
  both,
  edgeJaccard,
  nodeJaccard,
  differences,
  worstA,
  worstB,
}: NamedComparison): string {
  const section = (title: string, names: string[]) => [
    `${title}: ${names.length} edges`,
    ...names.map((name) => `  ${name}`),
  ]
  return [
    `A ${a.name} (${a.id}), B ${b.name} (${b.id})`,
    `edge Jaccard ${edgeJaccard.toFixed(4)}, node Jaccard ${nodeJaccard.toFixed(4)}`,
    ...differences.map((difference) => `${difference.what}: A ${difference.a}, B ${difference.b}`),
    `faithfulness of logit_diff: A ${numberText(a.faithfulness)}, B ${numberText(b.faithfulness)}`,
    `worst prompt: A ${worstText(worstA)}; B ${worstText(worstB)}`,
    ...certificateLines({ A: a, B: b }),
    ...section('only in A', onlyA),
    ...section('only in B', onlyB),
    ...section('in both', both),
  ].join('\n')
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
