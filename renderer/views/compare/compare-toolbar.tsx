import { ActionIcon, NativeSelect, SegmentedControl, Tooltip } from '@mantine/core'
import { ArrowLeftRight, Maximize } from 'lucide-react'
import type { RefObject } from 'react'
import type { RunComparison, RunSummary } from '../../../contract'
import type { GraphHandle } from '../../graph/graph-view'
import { menuTitle } from '../../state/owner'
import { updateWorkbench, useWorkbench, type GraphLayout } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Space, Toolbar } from '../../widgets/panes'
import { SideSwatch } from './side-swatch'
import styles from './compare-toolbar.module.css'

interface CompareToolbarProps {
  runs: RunSummary[]
  a: RunSummary | undefined
  b: RunSummary | undefined
  comparison: RunComparison | null
  handle: RefObject<GraphHandle | null>
}

/** Which two runs are compared, and how their union is shown. */
export function CompareToolbar({ runs, a, b, comparison, handle }: CompareToolbarProps) {
  const layout = useWorkbench((state) => state.graphLayout)
  return (
    <Toolbar label="Compared runs">
      <RunPick side="A" runs={runs} run={a} />
      <Tooltip label="Swap A and B">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Swap A and B"
          disabled={!a || !b}
          onClick={() => updateWorkbench({ compareA: b?.id ?? null, compareB: a?.id ?? null })}
        >
          <ArrowLeftRight size={14} />
        </ActionIcon>
      </Tooltip>
      <RunPick side="B" runs={runs} run={b} />
      <Space />
      {comparison && (
        <>
          <span className={styles.counts} role="status" aria-label="Edge counts">
            <b>{formatCount(comparison.both.length)}</b> in both ·{' '}
            <b>{formatCount(comparison.onlyA.length)}</b> only A ·{' '}
            <b>{formatCount(comparison.onlyB.length)}</b> only B
          </span>
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
              <Maximize size={15} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </Toolbar>
  )
}

function RunPick({ side, runs, run }: { side: 'A' | 'B'; runs: RunSummary[]; run: RunSummary | undefined }) {
  const newestFirst = [...runs].sort((x, y) => y.number - x.number)
  const choose = (id: string) => updateWorkbench(side === 'A' ? { compareA: id } : { compareB: id })
  return (
    <label className={styles.pick} title={run?.name}>
      <SideSwatch side={side === 'A' ? 'onlyA' : 'onlyB'} />
      {side}
      <NativeSelect
        size="xs"
        aria-label={`Run ${side}`}
        value={run?.id ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...(run ? [] : [{ value: '', label: 'Choose a run', disabled: true }]),
          ...newestFirst.map((each) => ({ value: each.id, label: menuTitle(each) })),
        ]}
      />
    </label>
  )
}
