import { ActionIcon, Menu, SegmentedControl, Tooltip } from '@mantine/core'
import { Download, Maximize } from 'lucide-react'
import type { RefObject } from 'react'
import type { GraphHandle } from '../../graph/graph-view'
import type { LiveRun } from '../../state/live-run'
import { notifyProblem } from '../../state/notify'
import { exportRun } from '../../state/run-actions'
import { isLive } from '../../state/run-states'
import { updateWorkbench, useWorkbench, type CanvasMode, type GraphLayout } from '../../state/workbench'
import { downloadBlob, runFileStem } from '../../widgets/files'
import { Toolbar } from '../../widgets/panes'
import { EdgeCounts } from './edge-counts'
import { keyOf } from './legend-key'
import { pictureLines } from './picture-lines'
import styles from './canvas-toolbar.module.css'

/** How the circuit is shown, its counts, and its exports. */
export function CanvasToolbar({
  run,
  handle,
}: {
  run: LiveRun | null
  handle: RefObject<GraphHandle | null>
}) {
  const mode = useWorkbench((state) => state.canvasMode)
  const layout = useWorkbench((state) => state.graphLayout)
  const isPruning = run !== null && isLive(run.summary.state)
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
          disabled={!run || isPruning || mode === 'matrix'}
          value={isPruning || !run ? 'grid' : layout}
          onChange={(value) => updateWorkbench({ graphLayout: value as GraphLayout })}
          data={[
            { value: 'grid', label: 'Grid' },
            { value: 'compact', label: 'Compact' },
          ]}
        />
      </Tooltip>
      {run && <EdgeCounts run={run} />}
      <Tooltip label="Fit (f)">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Fit graph"
          disabled={mode === 'matrix'}
          onClick={() => handle.current?.fit()}
        >
          <Maximize size={15} />
        </ActionIcon>
      </Tooltip>
      {run && <ExportMenu run={run} handle={handle} hasPicture={mode !== 'matrix'} />}
    </Toolbar>
  )
}

function ExportMenu(props: { run: LiveRun; handle: RefObject<GraphHandle | null>; hasPicture: boolean }) {
  const { id, name } = props.run.summary
  const savePicture = async () => {
    try {
      const picture = await props.handle.current?.png(pictureLines(props.run), keyOf(props.run))
      if (picture) downloadBlob(`${runFileStem(name)}.png`, picture)
    } catch (error) {
      notifyProblem('The picture could not be saved', error)
    }
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label="Export">
          <ActionIcon variant="subtle" color="gray" aria-label="Export">
            <Download size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportRun(id, 'json')}>Circuit as JSON</Menu.Item>
        <Menu.Item onClick={() => void exportRun(id, 'csv')}>Edges as CSV</Menu.Item>
        <Menu.Item disabled={!props.hasPicture} onClick={() => void savePicture()}>
          Picture as PNG
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
