import { existsSync, readFileSync } from 'node:fs'
import type { DecisionColumns, RunSummary } from '../../contract'
import { Store } from '../../main/store'
import { integrityOf } from '../../testing/raw-store'
import { EDGES, RUN_NAME } from './acdc-run'

/** What the killed programs had said was done. `edited` and `exported`: the last one's number, -1 for none. */
export interface Shown {
  /** Decisions of the unfinished run. */
  decided: number
  edited: number
  imported: Set<number>
  exported: number
  edits: number
  exports: number
  /** The unfinished run's. */
  number?: number
}

/** What is not as it must be after a kill, and whether the run that was computed is done by now. */
export function checkStore(
  { store: file, circuit, out }: { store: string; circuit: string; out: string },
  shown: Shown,
  whole: DecisionColumns,
): { found: string[]; isDone: boolean } {
  const found: string[] = []
  const must = (holds: boolean, fault: string) => void (holds || found.push(fault))
  if (!existsSync(file)) return { found, isDone: false }
  must(integrityOf(file) === 'ok', 'integrity_check finds faults')
  const store = new Store(file)
  const runs = store.runs.list()
  const computed = runs.filter(({ method }) => method === 'acdc')
  if (computed.length === 0) must(shown.decided === 0, 'the run is gone')
  const [latest] = computed
  if (latest) {
    shown.number = latest.number
    checkRun(store, latest, shown, whole, must)
  }
  checkImports(store, runs, shown, must)
  const sets = store.promptSets.list()
  const rows = sets[0] ? store.promptSets.get(sets[0].id).rows.length : 0
  must(
    rows >= shown.edited + 1,
    `the prompt set has ${rows} rows, not the ${shown.edited + 1} that were saved`,
  )
  store.close()
  if (shown.exported >= 0) must(existsSync(out), 'the exported file is gone')
  if (existsSync(out)) must(isWholeCircuit(out, circuit), 'the exported file is not whole')
  if (existsSync(`${out}.cli`))
    must(isWholeCircuit(`${out}.cli`, circuit), "the command line's file is not whole")
  return { found, isDone: latest?.state === 'done' }
}

type Must = (holds: boolean, fault: string) => void

function checkRun(store: Store, run: RunSummary, shown: Shown, whole: DecisionColumns, must: Must): void {
  const { decisions } = store.journal.read(run.id)
  const { length } = decisions.edge
  must(length >= shown.decided, `${shown.decided} decisions were shown, ${length} are saved`)
  must(new Set(decisions.edge).size === length, 'an edge is decided twice')
  const begins = (['edge', 'kept', 'delta', 'metric'] as const).every(
    (column) =>
      JSON.stringify([...decisions[column]]) === JSON.stringify([...whole[column].slice(0, length)]),
  )
  must(begins, 'the decisions are others than those of the run without a kill')
  must(run.state !== 'done' || length === EDGES, 'the run is done without all decisions')
  must(
    run.name.startsWith(RUN_NAME) && run.tags.every((tag) => tag.startsWith(RUN_NAME)),
    'name or tags are damaged',
  )
}

function checkImports(store: Store, runs: RunSummary[], shown: Shown, must: Must): void {
  const imported = runs.filter(({ method }) => method === 'import')
  const names = new Set(imported.map(({ name }) => name))
  for (const number of shown.imported)
    must(names.has(`import ${number}`), `import ${number} was reported and is gone`)
  for (const { id, name, finishedAt } of imported)
    must(
      store.journal.read(id).decisions.edge.length === EDGES && finishedAt !== null,
      `${name} is saved by half`,
    )
}

/** All edges of the circuit that was run or imported, with the same ones kept. */
function isWholeCircuit(file: string, circuit: string): boolean {
  const keptIn = (text: string) =>
    Object.entries((JSON.parse(text) as { edges: Record<string, { in_graph: boolean }> }).edges)
      .filter(([, edge]) => edge.in_graph)
      .map(([name]) => name)
      .sort()
      .join()
  try {
    return keptIn(readFileSync(file, 'utf8')) === keptIn(readFileSync(circuit, 'utf8'))
  } catch {
    return false // cut off
  }
}
