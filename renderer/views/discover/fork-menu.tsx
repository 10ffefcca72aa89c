import { Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { GitFork } from 'lucide-react'
import { useState } from 'react'
import { thresholdAt } from '../../../contract'
import { useCommand } from '../../commands/provided'
import { useHost } from '../../state/host'
import { forkObstacle, forkRun } from '../../state/fork-run'
import type { LiveRun } from '../../state/live-run'
import { formatPlural, formatThreshold } from '../../widgets/format'
import { StartButton } from '../../widgets/start-button'
import styles from './fork-menu.module.css'

/** A new run that begins with the decisions up to a step. */
export function ForkMenu({ run, step }: { run: LiveRun; step: number }) {
  const [isOpen, setOpen] = useState(false)
  const obstacle = forkObstacle(run, step)
  useCommand('run.fork', () => setOpen(true), obstacle)
  return (
    <Popover opened={isOpen && obstacle === null} onChange={setOpen} position="top-end" withArrow trapFocus>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<GitFork size={12} aria-hidden />}
          title={obstacle ?? 'A new run that begins with the decisions up to here'}
          aria-disabled={obstacle ? true : undefined}
          data-disabled={obstacle ? true : undefined}
          onClick={obstacle ? undefined : () => setOpen((open) => !open)}
        >
          Fork here…
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ForkForm run={run} step={step} close={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function ForkForm({ run, step, close }: { run: LiveRun; step: number; close: () => void }) {
  const { name, threshold, absolute } = run.summary
  const [text, setText] = useState(() => formatThreshold(threshold))
  const [isAbsolute, setAbsolute] = useState(absolute)
  const isReady = useHost((host) => host.status === 'ready')
  const tau = text.trim() === '' ? NaN : Number(text.replace('−', '-'))
  const obstacle = Number.isFinite(tau) ? null : 'The threshold must be a number, for example 0.02.'
  const before = thresholdAt({ summary: run.summary, provenance: run.detail.provenance }, step - 1)
  const start = () => {
    close()
    void forkRun(run, { step, threshold: tau, absolute: isAbsolute })
  }
  return (
    <form
      aria-label="Fork the run"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (obstacle === null) start()
      }}
    >
      <p>
        Takes the first {formatPlural(step, 'decision')} of {name} as they were made (τ{' '}
        {formatThreshold(before?.threshold ?? threshold)}), and decides the other{' '}
        {formatPlural(run.graph.edgeCount - step, 'edge')}.
      </p>
      <TextInput
        size="xs"
        label="Threshold of the fork"
        value={text}
        error={obstacle}
        data-autofocus
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Checkbox
        size="xs"
        label="Compare |harm| with it"
        checked={isAbsolute}
        onChange={(event) => setAbsolute(event.currentTarget.checked)}
      />
      <StartButton
        label="Run the fork"
        start={start}
        obstacle={obstacle ?? (isReady ? null : 'The engine is not running yet.')}
      />
    </form>
  )
}
