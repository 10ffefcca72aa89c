import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core'
import { ChevronDown, Pause, Pencil, Plus, RotateCw, Square } from 'lucide-react'
import { useState } from 'react'
import type { SweepDetail, SweepSummary } from '../../../contract'
import { useCluster } from '../../state/cluster'
import {
  deleteSweep,
  exportSweep,
  pauseSweep,
  renameSweep,
  resumeSweep,
  showSweep,
  stopSweep,
  useSweepChoice,
  useSweeps,
} from '../../state/sweeps'
import { VIEW_LABEL } from '../../state/view-label'
import { END_BUTTON } from '../../theme/tokens'
import { ExportMenu } from '../../widgets/export-menu'
import { Space, Toolbar } from '../../widgets/panes'
import { RenameField } from '../../widgets/rename-field'
import { isElsewhere, sweepStateText } from './sweep-states'
import styles from './sweep-toolbar.module.css'

/** Which sweep is on screen, and what can be done with it. */
export function SweepToolbar({ shown }: { shown: SweepDetail | null }) {
  const sweepId = useSweepChoice((choice) => choice.sweepId)
  const [isRenaming, setRenaming] = useState(false)
  const summary = shown?.summary
  return (
    <Toolbar label="Sweep controls">
      <h1 className={styles.title}>{VIEW_LABEL.sweep}</h1>
      {summary && isRenaming ? (
        <span className={styles.name}>
          <RenameField
            label={`Name of sweep ${summary.number}`}
            before={summary.name}
            placeholder="Empty: the name it has"
            rename={(name) => name && void renameSweep(summary.id, name)}
            onDone={() => setRenaming(false)}
          />
        </span>
      ) : (
        <SweepField sweepId={sweepId} />
      )}
      {summary && !isRenaming && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Rename sweep ${summary.number}`}
          title="Rename"
          onClick={() => setRenaming(true)}
        >
          <Pencil size={13} />
        </ActionIcon>
      )}
      {sweepId !== null && (
        <Button variant="default" leftSection={<Plus size={13} />} onClick={() => showSweep(null)}>
          New sweep
        </Button>
      )}
      <Space />
      {shown && <SweepControls summary={shown.summary} />}
    </Toolbar>
  )
}

function SweepField({ sweepId }: { sweepId: string | null }) {
  const list = useSweeps((store) => store.list)
  const problem = useSweeps((store) => store.listProblem)
  return (
    <NativeSelect
      size="xs"
      flex="0 1 auto"
      miw={140}
      aria-label="Sweep on screen"
      error={problem}
      value={sweepId ?? ''}
      data={[{ value: '', label: 'New sweep' }, ...(list ?? []).map(optionOf)]}
      onChange={(event) => showSweep(event.currentTarget.value || null)}
    />
  )
}

function optionOf({ id, number, name, modelName, folder, state }: SweepSummary): {
  value: string
  label: string
} {
  const title = name === `Sweep ${number}` ? name : `${number} · ${name}`
  return { value: id, label: `${title}, ${modelName}, ${sweepStateText({ folder, state })}` }
}

function SweepControls({ summary }: { summary: SweepSummary }) {
  const { id, state, runs } = summary
  const canResume = state !== 'running' && runs.done < runs.total
  return (
    <>
      {state === 'running' && (
        <Button
          variant="default"
          leftSection={<Pause size={13} />}
          title="Runs that have begun are computed to their ends, and no others begin"
          onClick={() => void pauseSweep(id)}
        >
          Pause
        </Button>
      )}
      {state === 'running' && (
        <Button color={END_BUTTON} leftSection={<Square size={12} />} onClick={() => void stopSweep(id)}>
          Stop
        </Button>
      )}
      {canResume && <ResumeControl summary={summary} />}
      <ExportMenu>
        <Menu.Item onClick={() => void exportSweep(id, 'csv')}>Circuits as CSV</Menu.Item>
        <Menu.Item onClick={() => void exportSweep(id, 'json')}>Whole sweep as JSON</Menu.Item>
        {state !== 'running' && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => void deleteSweep(summary)}>Delete this sweep</Menu.Item>
          </>
        )}
      </ExportMenu>
    </>
  )
}

/** Goes on where it was computed, or elsewhere. */
function ResumeControl({ summary }: { summary: SweepSummary }) {
  const { state, computer } = summary
  const cluster = useCluster(({ info }) => info?.current ?? null)
  const label = isElsewhere(summary)
    ? 'Compute the rest here'
    : state === 'done'
      ? 'Try the failed runs again'
      : 'Resume'
  const others = [
    ...(computer === 'redis' ? [{ by: 'here' as const, text: 'Go on on this machine' }] : []),
    ...(computer === 'here' && cluster
      ? [{ by: 'redis' as const, text: `Have workers at ${cluster.url} compute it` }]
      : []),
  ]
  return (
    <Button.Group>
      <Button
        variant="default"
        leftSection={<RotateCw size={13} />}
        title={computer === 'redis' ? 'By workers at the Redis, as before' : undefined}
        onClick={() => void resumeSweep(summary)}
      >
        {label}
      </Button>
      {others.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={6} aria-label="Go on elsewhere" title="Go on elsewhere">
              <ChevronDown size={13} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ by, text }) => (
              <Menu.Item key={by} onClick={() => void resumeSweep(summary, { computer: by })}>
                {text}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  )
}
