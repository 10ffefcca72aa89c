import { ActionIcon, NativeSelect, SegmentedControl, Tooltip } from '@mantine/core'
import { ArrowLeftRight, Scan } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import type { RunComparison, RunSummary } from '../../../contract'
import type { GraphHandle } from '../../graph/graph-view'
import { compareForm, comparePair, showCompareMode, swapSides, type CompareMode } from '../../state/compare'
import { menuTitle } from '../../state/owner'
import { updateWorkbench, useWorkbench, type GraphLayout } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Space, Toolbar } from '../../widgets/panes'
import { SideSwatch } from './side-swatch'
import styles from './compare-toolbar.module.css'
import { ComparisonExports } from './comparison-exports'

interface CompareToolbarProps {
  runs: RunSummary[]
  a: RunSummary | undefined
  b: RunSummary | undefined
  comparison: RunComparison | null
  handle: RefObject<GraphHandle | null>
  /** In place of the two runs, where several are shown. */
  children?: ReactNode
}

/** Which runs are compared, and how. */
export function CompareToolbar({ runs, a, b, comparison, handle, children }: CompareToolbarProps) {
  const mode = compareForm.use((form) => form.mode)
  return (
    <Toolbar label="Compared runs">
      {mode === 'several' ? children : <Pair runs={runs} a={a} b={b} />}
      <Space />
      {mode !== 'several' && comparison && <Counts comparison={comparison} />}
      {mode === 'graph' && comparison && <Layout handle={handle} />}
      {mode !== 'several' && comparison && <ComparisonExports comparison={comparison} />}
      <SegmentedControl
        className={styles.layout}
        size="xs"
        aria-label="Shown"
        value={mode}
        onChange={(value) => showCompareMode(value as CompareMode)}
        data={[
          { value: 'graph', label: 'Graph' },
          { value: 'prompts', label: 'Prompts' },
          { value: 'several', label: 'Several' },
        ]}
      />
    </Toolbar>
  )
}

function Pair({ runs, a, b }: Pick<CompareToolbarProps, 'runs' | 'a' | 'b'>) {
  return (
    <>
      <RunPick side="A" runs={runs} run={a} onPick={(id) => comparePair(id, b?.id ?? null)} />
      <Tooltip label="Swap A and B">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Swap A and B"
          disabled={!a || !b}
          onClick={swapSides}
        >
          <ArrowLeftRight size={14} />
        </ActionIcon>
      </Tooltip>
      <RunPick side="B" runs={runs} run={b} onPick={(id) => comparePair(a?.id ?? null, id)} />
    </>
  )
}

function Counts({ comparison: { both, onlyA, onlyB } }: { comparison: RunComparison }) {
  return (
    <span className={styles.counts} role="status" aria-label="Edge counts">
      <b>{formatCount(both.length)}</b> in both · <b>{formatCount(onlyA.length)}</b> only A ·{' '}
      <b>{formatCount(onlyB.length)}</b> only B
    </span>
  )
}

function Layout({ handle }: Pick<CompareToolbarProps, 'handle'>) {
  const layout = useWorkbench((state) => state.graphLayout)
  return (
    <>
      <SegmentedControl
        className={styles.layout}
        size="xs"
        aria-label="Layout"
        value={layout}
        onChange={(value) => updateWorkbench({ graphLayout: value as GraphLayout })}
        data={[
          { value: 'grid', label: 'Grid' },
          { value: 'compact', label: 'Compact' },
        ]}
      />
      <Tooltip label="Fit">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Fit graph"
          onClick={() => handle.current?.fit()}
        >
          <Scan size={15} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}

interface RunPickProps {
  side: 'A' | 'B'
  runs: RunSummary[]
  run: RunSummary | undefined
  onPick: (id: string) => void
}

function RunPick({ side, runs, run, onPick }: RunPickProps) {
  const newestFirst = [...runs].sort((x, y) => y.number - x.number)
  return (
    <label className={styles.pick} title={run?.name}>
      <SideSwatch side={side === 'A' ? 'onlyA' : 'onlyB'} />
      {side}
      <NativeSelect
        size="xs"
        aria-label={`Run ${side}`}
        value={run?.id ?? ''}
        onChange={(event) => onPick(event.currentTarget.value)}
        data={[
          ...(run ? [] : [{ value: '', label: 'Choose a run', disabled: true }]),
          ...newestFirst.map((each) => ({
            value: each.id,
            label: menuTitle(each),
          })),
        ]}
      />
    </label>
  )
}
