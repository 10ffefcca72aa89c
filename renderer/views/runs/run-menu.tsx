import { ActionIcon, Menu } from '@mantine/core'
import {
  CircleHelp,
  Download,
  EllipsisVertical,
  Pencil,
  Pin,
  PinOff,
  Play,
  Repeat2,
  RotateCw,
  SlidersHorizontal,
  SquareTerminal,
  StickyNote,
  Tags,
  Trash2,
  Workflow,
} from 'lucide-react'
import { useState } from 'react'
import { looksForEdges, stabilityObstacle, type RunSummary } from '../../../contract'
import { isImported } from '../../state/finds'
import { deleteRun, exportRun, resumeRun, runAgain } from '../../state/run-actions'
import { openRunDialog } from '../../state/run-dialogs'
import { pinBaseline, useRunsTable } from '../../state/runs-table'
import { openRun } from '../../state/open-run'
import { askScores, isAskable } from '../../state/score-question'
import { measureStability } from '../../state/sweeps'
import { isResumable } from './run-list'

/** Everything that can be done with one run. */
export function RunMenu({ run, onRename }: { run: RunSummary; onRename: () => void }) {
  const baseline = useRunsTable((state) => state.baseline)
  const isBaseline = baseline === run.id
  const unstable = stabilityObstacle(run)
  // A closing menu returns the focus to its button: an action that moves the focus waits until then.
  const [after, setAfter] = useState<(() => void) | null>(null)
  const onClosed = () => {
    after?.()
    setAfter(null)
  }
  return (
    <>
      {/* Beside its button it moves up where the window ends below. */}
      <Menu position="left-start" shadow="md" withinPortal onExitTransitionEnd={onClosed}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions for run ${run.number}`}>
            <EllipsisVertical size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Workflow size={14} />} onClick={() => void openRun(run)}>
            Open
          </Menu.Item>
          {isResumable(run) && (
            <Menu.Item leftSection={<RotateCw size={14} />} onClick={() => void resumeRun(run.id)}>
              Resume
            </Menu.Item>
          )}
          {!isImported(run) && (
            <>
              <Menu.Item leftSection={<Play size={14} />} onClick={() => void runAgain(run.id)}>
                Run again
              </Menu.Item>
              <Menu.Item
                leftSection={<SlidersHorizontal size={14} />}
                onClick={() => setAfter(() => () => openRunDialog({ kind: 'changes', id: run.id }))}
              >
                Run with changes
              </Menu.Item>
              <Menu.Item
                leftSection={<SquareTerminal size={14} />}
                onClick={() => setAfter(() => () => openRunDialog({ kind: 'command', id: run.id }))}
              >
                Show as a command
              </Menu.Item>
              {looksForEdges(run) && (
                <Menu.Item
                  leftSection={<Repeat2 size={14} />}
                  disabled={unstable !== null}
                  title={unstable ?? undefined}
                  onClick={() => void measureStability(run)}
                >
                  Measure stability
                </Menu.Item>
              )}
              <Menu.Divider />
            </>
          )}
          <Menu.Item leftSection={<Pencil size={14} />} onClick={() => setAfter(() => onRename)}>
            Rename
          </Menu.Item>
          <Menu.Item
            leftSection={<Tags size={14} />}
            onClick={() => setAfter(() => () => openRunDialog({ kind: 'tags', ids: [run.id] }))}
          >
            Edit tags
          </Menu.Item>
          <Menu.Item
            leftSection={<StickyNote size={14} />}
            onClick={() => setAfter(() => () => openRunDialog({ kind: 'note', id: run.id }))}
          >
            Edit note
          </Menu.Item>
          <Menu.Item
            leftSection={isBaseline ? <PinOff size={14} /> : <Pin size={14} />}
            onClick={() => pinBaseline(isBaseline ? null : run.id)}
          >
            {isBaseline ? 'Unpin baseline' : 'Pin as baseline'}
          </Menu.Item>
          {isAskable(run) && (
            <Menu.Item
              leftSection={<CircleHelp size={14} />}
              onClick={() => setAfter(() => () => askScores(run))}
            >
              Set score meaning
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<Download size={14} />} onClick={() => void exportRun(run.id, 'json')}>
            Export circuit (JSON)
          </Menu.Item>
          <Menu.Item leftSection={<Download size={14} />} onClick={() => void exportRun(run.id, 'csv')}>
            Export edges (CSV)
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<Trash2 size={14} />} onClick={() => void deleteRun(run)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
