import { Button, Loader } from '@mantine/core'
import { GitCompareArrows } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { graphOfShape } from '../../state/graph-of-shape'
import type { RunComparison, RunSummary } from '../../../contract'
import { GraphView, type GraphHandle } from '../../graph/graph-view'
import { hasCircuit } from '../../state/finds'
import { useRunList } from '../../state/run-store'
import { showView, updateWorkbench, useWorkbench, type Selection } from '../../state/workbench'
import { Blank, BlankArea } from '../../widgets/blank'
import { RunTitle } from '../../widgets/run-title'
import { CompareInspector } from './compare-inspector'
import { CompareTables } from './compare-tables'
import { CompareToolbar } from './compare-toolbar'
import styles from './compare-view.module.css'
import { defaultPair } from './comparison'
import { UnionLegend } from './union-legend'
import { unionLooks } from './union-looks'
import { useComparison, type ComparisonState } from './use-comparison'

/** Two runs as one graph: what only A kept, what only B kept, and what both did. */
export function CompareView() {
  const all = useRunList()
  const runs = useMemo(() => all?.filter(hasCircuit) ?? null, [all])
  const [a, b] = useComparedRuns(runs)
  const state = useComparison(a, b)
  const handle = useRef<GraphHandle>(null)
  return (
    <section className={styles.view} aria-label="Compare">
      <div className={styles.toolbar}>
        <CompareToolbar runs={runs ?? []} a={a} b={b} comparison={state.comparison} handle={handle} />
        {a && <RunTitle summary={a} side="A" />}
        {b && <RunTitle summary={b} side="B" />}
      </div>
      {state.comparison ? (
        <Comparison
          // Edges are indices into one graph: a pinned edge means nothing in another.
          key={shapeKey(state.comparison.shape)}
          comparison={state.comparison}
          refresh={state.refresh}
          handle={handle}
        />
      ) : (
        <NoComparison runs={runs} a={a} b={b} state={state} />
      )}
    </section>
  )
}

/** The chosen runs; a sensible pair where nothing is chosen yet. */
function useComparedRuns(runs: RunSummary[] | null): [RunSummary | undefined, RunSummary | undefined] {
  const compareA = useWorkbench((state) => state.compareA)
  const compareB = useWorkbench((state) => state.compareB)
  const a = runs?.find((run) => run.id === compareA)
  const b = runs?.find((run) => run.id === compareB)
  const [idA, idB] = [a?.id, b?.id]
  useEffect(() => {
    if (!runs || (idA && idB)) return
    const chosen = [idA, idB].filter((id) => id !== undefined)
    const [first, second] = defaultPair(runs, chosen)
    // Only B was chosen: it stays on its side.
    const pair = idB ? { compareA: second, compareB: first } : { compareA: first, compareB: second }
    updateWorkbench(pair)
  }, [runs, idA, idB])
  return [a, b]
}

function shapeKey({ layers, heads, mlps, parallel }: RunComparison['shape']): string {
  return [layers, heads, mlps, parallel].join()
}

interface ComparisonProps {
  comparison: RunComparison
  refresh: () => void
  handle: React.RefObject<GraphHandle | null>
}

function Comparison({ comparison, refresh, handle }: ComparisonProps) {
  const layout = useWorkbench((state) => state.graphLayout)
  const [selection, setSelection] = useState<Selection>(null)
  const { layers, heads, mlps, parallel } = comparison.shape
  // The same graph object for the same shape: the drawing stays where it is when another run is chosen.
  const graph = useMemo(
    () => graphOfShape({ layers, heads, mlps, parallel }),
    [layers, heads, mlps, parallel],
  )
  const selectedEdge = selection?.kind === 'edge' ? selection.edge : null
  const { looks, hidden } = useMemo(() => unionLooks(comparison, selectedEdge), [comparison, selectedEdge])
  return (
    <>
      <div className={styles.canvas}>
        <div className={styles.graph}>
          <GraphView
            graph={graph}
            edges={looks}
            layout={layout}
            selection={selection}
            onSelect={setSelection}
            label={`Union of run ${comparison.a.number} and run ${comparison.b.number}, ${looks.length} edges`}
            handle={handle}
          />
        </div>
        <UnionLegend comparison={comparison} hidden={hidden} />
      </div>
      <div className={styles.inspector}>
        <CompareInspector
          graph={graph}
          comparison={comparison}
          selection={selection}
          onSelect={setSelection}
          refresh={refresh}
        />
      </div>
      <CompareTables comparison={comparison} />
    </>
  )
}

interface NoComparisonProps {
  runs: RunSummary[] | null
  a: RunSummary | undefined
  b: RunSummary | undefined
  state: ComparisonState
}

function NoComparison({ runs, a, b, state }: NoComparisonProps) {
  if (state.problem) return <NoPair title="These runs cannot be compared" text={state.problem} />
  if (!runs || state.isLoading) {
    return (
      <div className={styles.rest}>
        <BlankArea isBusy>
          <Loader size="sm" aria-label="Comparing" />
        </BlankArea>
      </div>
    )
  }
  if (runs.length < 2) {
    return (
      <NoPair
        title="Two runs are needed"
        text="Run ACDC twice, for example with different thresholds, metrics or prompt sets, and see here which edges differ."
      >
        <Button variant="default" onClick={() => showView('discover')}>
          Go to Discover
        </Button>
      </NoPair>
    )
  }
  if (!a || !b)
    return (
      <NoPair title="Choose two runs" text="Choose run A and run B above, or two runs in the Runs view." />
    )
  return <div className={styles.rest} aria-busy />
}

function NoPair(props: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={styles.rest}>
      <Blank icon={GitCompareArrows} role="status" {...props} />
    </div>
  )
}
