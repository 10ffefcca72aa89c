import { Button, Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './list-popover.module.css'

interface ListPopoverProps {
  /** On its button. */
  label: string
  icon: ReactNode
  /** What the popover is, for those who cannot see it. */
  name: string
  children: ReactNode
}

/** A button of the toolbar that opens choices about the list. */
export function ListPopover({ label, icon, name, children }: ListPopoverProps) {
  return (
    <Popover position="bottom-start" shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={icon} aria-haspopup="dialog">
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={name} className={styles.popover}>
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}

/** Checkboxes below each other, as many as there are. */
export function ChoiceList({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={name} className={styles.choices}>
      {children}
    </div>
  )
}
