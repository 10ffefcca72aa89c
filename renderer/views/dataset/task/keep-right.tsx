import { Button, NumberInput, Popover } from '@mantine/core'
import { useState } from 'react'
import { filterRows, keptCount } from '../../../state/filter-rows'
import { useTasks } from '../../../state/prompt-tasks'
import { formatCount } from '../../../widgets/format'
import styles from './keep-right.module.css'

/** Keeps the rows on which the model is right by at least so many logits. */
export function KeepRight({ isDone }: { isDone: boolean }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-xs"
          disabled={!isDone}
          title={isDone ? undefined : 'Once every row is measured'}
          onClick={() => setOpen(!isOpen)}
        >
          Keep right rows…
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <KeepForm onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function KeepForm({ onDone }: { onDone: () => void }) {
  const [least, setLeast] = useState<number | string>(0)
  const { done } = useTasks()
  const filter = { kind: 'right' as const, least: Number(least) }
  const kept = keptCount(filter)
  const isNumber = least !== '' && Number.isFinite(filter.least)
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        filterRows(filter)
        onDone()
      }}
    >
      <NumberInput
        size="xs"
        label="Right by at least"
        description="Logits by which the answer is ahead"
        min={0}
        step={0.5}
        value={least}
        onChange={setLeast}
        data-autofocus
      />
      <p className={styles.kept}>
        Keeps {formatCount(isNumber ? kept : 0)} of {formatCount(done)} rows
      </p>
      <Button type="submit" size="xs" disabled={!isNumber || kept === 0}>
        Keep these rows
      </Button>
    </form>
  )
}
