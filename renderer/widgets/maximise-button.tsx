import { ActionIcon, Tooltip } from '@mantine/core'
import { Maximize2, Minimize2 } from 'lucide-react'
import { toggleMaximised, useMaximised } from '../state/maximised'
import styles from './maximise-button.module.css'

interface MaximiseButtonProps {
  /** As in `usePane`. */
  pane: string
  /** What it is called in the button's name. */
  what: string
  /** Above the pane's top right corner, where it has no strip of its own. */
  isInCorner?: boolean
}

/** Has a pane fill the view, or puts it back. */
export function MaximiseButton({ pane, what, isInCorner }: MaximiseButtonProps) {
  const isMaximised = useMaximised((state) => state.pane === pane)
  const label = isMaximised ? `Restore ${what}` : `Maximise ${what}`
  return (
    <Tooltip label={isMaximised ? 'Restore (m or Esc)' : 'Maximise (m)'}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        className={isInCorner ? styles.corner : undefined}
        aria-label={label}
        onClick={() => toggleMaximised(pane)}
      >
        {isMaximised ? <Minimize2 size={13} /> : <Maximize2 size={13} />}
      </ActionIcon>
    </Tooltip>
  )
}
