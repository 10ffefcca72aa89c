import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { FoldVertical, Scan } from 'lucide-react'
import type { RefObject } from 'react'
import type { GraphHandle } from '../../graph/graph-view'
import { useDiscoverRun } from '../../state/discover-run'
import { isLive } from '../../state/run-states'
import { useRuns } from '../../state/run-store'
import { updateWorkbench, useWorkbench, type CanvasMode, type GraphLayout } from '../../state/workbench'
import { MaximiseButton } from '../../widgets/maximise-button'
import { Space, Toolbar } from '../../widgets/panes'
import { EdgeCounts } from './edge-counts'
import { ColourMenu, IsolationMenu } from './canvas-menus'
import styles from './canvas-toolbar.module.css'
import { RunExports } from './run-exports'

/** The canvas with its strips, as a pane. */
export const CANVAS_PANE = 'canvas'

/** How the circuit is shown, its counts, and its exports. */
export function CanvasToolbar({ handle }: { handle: RefObject<GraphHandle | null> }) {
  const mode = useWorkbench((state) => state.canvasMode)
  const layout = useWorkbench((state) => state.graphLayout)
  const draws = mode === 'circuit' || mode === 'split'
  const state = useRuns(({ live }) => live?.summary.state)
  const isPruning = state !== undefined && isLive(state)
  const canChoose = state !== undefined && !isPruning && draws
  const shown = isPruning || !state ? 'grid' : layout
  return (
    <Toolbar label="Canvas">
      <SegmentedControl
        size="xs"
        aria-label="What is shown"
        className={styles.modeToggle}
        value={mode}
        onChange={(value) => updateWorkbench({ canvasMode: value as CanvasMode })}
        data={[
          { value: 'circuit', label: 'Circuit' },
          { value: 'matrix', label: 'Edge matrix' },
          { value: 'split', label: 'Split' },
          { value: 'table', label: 'Table' },
        ]}
      />
      <Tooltip
        label={
          isPruning
            ? 'Nodes stay in place while edges are being decided'
            : 'Compact shows only nodes of the circuit'
        }
      >
        <SegmentedControl
          size="xs"
          aria-label="Layout"
          className={styles.layoutToggle}
          disabled={!canChoose}
          value={shown}
          onChange={(value) => updateWorkbench({ graphLayout: value as GraphLayout })}
          data={[
            { value: 'grid', label: 'Grid' },
            { value: 'compact', label: 'Compact' },
          ]}
        />
      </Tooltip>
      <Tooltip label="Compact: only nodes of the circuit">
        <ActionIcon
          variant={shown === 'compact' ? 'light' : 'subtle'}
          color="gray"
          className={styles.compactButton}
          aria-label="Compact layout"
          aria-pressed={shown === 'compact'}
          disabled={!canChoose}
          onClick={() => updateWorkbench({ graphLayout: shown === 'compact' ? 'grid' : 'compact' })}
        >
          <FoldVertical size={15} />
        </ActionIcon>
      </Tooltip>
      <IsolationMenu />
      <ColourMenu />
      <Space />
      <CountsPart />
      <MaximiseButton pane={CANVAS_PANE} what="the canvas" />
      <Tooltip label="Fit (f)">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Fit graph"
          disabled={!draws}
          onClick={() => handle.current?.fit()}
        >
          <Scan size={15} />
        </ActionIcon>
      </Tooltip>
      <ExportsPart />
    </Toolbar>
  )
}

function CountsPart() {
  const run = useDiscoverRun('numbers')
  return run && <EdgeCounts run={run} />
}

function ExportsPart() {
  const run = useDiscoverRun('rest')
  return run && <RunExports run={run} />
}
