import { useEffect, useMemo, useRef } from 'react'
import type { ComparedCircuit, RunComparison, RunSummary } from '../../../contract'
import type { GraphHandle } from '../../graph/graph-view'
import { compareForm, comparePair } from '../../state/compare'
import { isComparable } from '../../state/finds'
import { useRunList } from '../../state/run-store'
import { useWorkbench } from '../../state/workbench'
import { formatCount, formatPlural } from '../../widgets/format'
import { RunTitle } from '../../widgets/run-title'
import { CircuitChoice } from './circuit-choice'
import { ComparedModel } from './compared-model'
import { CompareToolbar } from './compare-toolbar'
import styles from './compare-view.module.css'
import { countMissing, defaultPair, severalRuns } from './comparison'
import { NoComparison } from './no-comparison'
import { PairView } from './pair-view'
import { SeveralPicker } from './several-picker'
import { SeveralView } from './several-view'
import { useCircuitMatrix, useComparison } from './use-comparison'

/** Circuits beside each other: two as one graph, or prompt by prompt, or several with how much each two share. */
export function CompareView() {
  const all = useRunList()
  const runs = useMemo(() => all?.filter(isComparable) ?? null, [all])
  const mode = compareForm.use((form) => form.mode)
  const [a, b] = useComparedRuns(runs)
  const several = useSeveralRuns(runs, a, b)
  const missing = countMissing(runs ?? NONE, several)
  const pair = useComparison(mode === 'several' ? undefined : a, mode === 'several' ? undefined : b)
  const matrix = useCircuitMatrix(mode === 'several' ? several : NONE)
  const handle = useRef<GraphHandle>(null)
  return (
    <section className={styles.view} aria-label="Compare">
      <h1 className={styles.title}>Compare</h1>
      <div className={styles.toolbar}>
        <CompareToolbar runs={runs ?? []} a={a} b={b} comparison={pair.answer} handle={handle}>
          <SeveralPicker runs={runs ?? []} shown={several} />
          <span className="dim">
            {formatPlural(several.length, 'circuit')}
            {several.length > 0 && ` of ${several[0].modelName}`}
            {missing > 0 && `, ${formatCount(missing)} more can be added`}
          </span>
        </CompareToolbar>
        <ComparedModel shown={mode === 'several' ? several : [a, b]} runs={runs ?? NONE} />
        {mode !== 'several' && a && <SideTitle run={a} letter="A" side={pair.answer?.sideA} />}
        {mode !== 'several' && b && <SideTitle run={b} letter="B" side={pair.answer?.sideB} />}
      </div>
      {mode === 'several' ? (
        <div className={styles.rest}>
          <SeveralView runs={several} state={matrix} />
        </div>
      ) : pair.answer ? (
        <PairView
          // Edges are indices into one graph: a pinned edge means nothing in another.
          key={shapeKey(pair.answer.shape)}
          comparison={pair.answer}
          refresh={pair.refresh}
          handle={handle}
          mode={mode}
        />
      ) : (
        <div className={styles.rest}>
          <NoComparison runs={runs} a={a} b={b} state={pair} />
        </div>
      )}
    </section>
  )
}

const NONE: readonly RunSummary[] = []

/** The run of a side with its model and prompts, and which of its edges are meant. */
function SideTitle({ run, letter, side }: { run: RunSummary; letter: 'A' | 'B'; side?: ComparedCircuit }) {
  return (
    <div className={styles.side}>
      <RunTitle summary={run} side={letter} />
      {side?.run.id === run.id && <CircuitChoice side={side} name={letter} />}
    </div>
  )
}

/** The runs beside each other, without deleted ones; where none were chosen the pair, then the newest of its model. */
function useSeveralRuns(
  runs: RunSummary[] | null,
  a: RunSummary | undefined,
  b: RunSummary | undefined,
): RunSummary[] {
  const chosen = compareForm.use((form) => form.several)
  return useMemo(() => severalRuns(runs ?? [], chosen, a, b), [chosen, runs, a, b])
}

/** The chosen runs; a sensible pair where nothing is chosen yet. */
function useComparedRuns(runs: RunSummary[] | null): [RunSummary | undefined, RunSummary | undefined] {
  const compareA = useWorkbench((state) => state.compareA)
  const compareB = useWorkbench((state) => state.compareB)
  const model = useWorkbench((state) => state.model)
  const a = runs?.find((run) => run.id === compareA)
  const b = runs?.find((run) => run.id === compareB)
  const [idA, idB] = [a?.id, b?.id]
  useEffect(() => {
    if (!runs || (idA && idB)) return
    const chosen = [idA, idB].filter((id) => id !== undefined)
    const [first, second] = defaultPair(runs, chosen, model)
    // Only B was chosen: it stays on its side, where there is another one for A.
    if (idB && second) comparePair(second, first)
    else comparePair(first, second)
  }, [runs, idA, idB, model])
  return [a, b]
}

function shapeKey({ layers, heads, mlps, parallel }: RunComparison['shape']): string {
  return [layers, heads, mlps, parallel].join()
}
