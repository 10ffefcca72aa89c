import { isOfScores, PatchbayError, RANKINGS } from '../../../../contract'
import type { EdgeChoice, RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { print } from '../../streams'
import { printJson } from '../output/print'
import { comparisonText, matrixText, type NamedComparison } from './comparison-text'
import { findRun } from './find-run'
import { openHost, type StoreOptions } from './store-options'

interface CompareOptions extends StoreOptions {
  top?: string
  scoreFrom?: string
  by?: string
}

/** Two circuits in full; more with how much each two of them share. */
export async function compareCommand(typed: readonly string[], options: CompareOptions): Promise<void> {
  if (typed.length < 2)
    throw new PatchbayError('bad-input', 'Name two runs or more: patchbay runs compare 1 2.')
  const host = openHost(options)
  const runs: RunSummary[] = []
  for (const one of typed) runs.push(await findRun(host, one))
  const chosen = choiceFrom(options)
  const choiceOf = (run: RunSummary) => (isOfScores(run) ? chosen : undefined)
  if (runs.length > 2) {
    const circuits = runs.map((run) => ({ id: run.id, choice: choiceOf(run) }))
    const matrix = await host.call('runs.compareMany', { circuits })
    await (options.json ? printJson(matrix) : print(matrixText(matrix)))
    return
  }
  const comparison = await namedComparison(host, runs, choiceOf)
  await (options.json ? printJson(comparison) : print(comparisonText(comparison)))
}

async function namedComparison(
  host: Host,
  [a, b]: readonly RunSummary[],
  choiceOf: (run: RunSummary) => EdgeChoice | undefined,
): Promise<NamedComparison> {
  const args = { a: a.id, b: b.id, choiceA: choiceOf(a), choiceB: choiceOf(b) }
  const comparison = await host.call('runs.compare', args)
  const { buildGraph, edgeName } = await import('../../../../engine/host')
  const graph = buildGraph(comparison.shape)
  const names = (edges: Int32Array) => Array.from(edges, (edge) => edgeName(graph, edge))
  const { onlyA, onlyB, both } = comparison
  return { ...comparison, onlyA: names(onlyA), onlyB: names(onlyB), both: names(both) }
}

/** Which edges of every scored run are meant; undefined: as many as the circuit beside them has. */
function choiceFrom({ top, scoreFrom, by = 'absolute' }: CompareOptions): EdgeChoice | undefined {
  if (top !== undefined && scoreFrom !== undefined)
    throw new PatchbayError('bad-input', '--top and --score-from both say which edges are meant: give one.')
  const ranking = RANKINGS.find((one) => one === by)
  if (!ranking) throw new PatchbayError('bad-input', `--by is ${RANKINGS.join(' or ')}, not "${by}".`)
  if (top !== undefined) return { top: numberFrom('--top', top, /^\d+$/, 'a whole number'), by: ranking }
  if (scoreFrom !== undefined)
    return { threshold: numberFrom('--score-from', scoreFrom, /\S/, 'a number'), by: ranking }
  return undefined
}

function numberFrom(flag: string, text: string, form: RegExp, what: string): number {
  const value = Number(text)
  if (form.test(text) && Number.isFinite(value)) return value
  throw new PatchbayError('bad-input', `${flag} must be ${what}, not "${text}".`)
}
