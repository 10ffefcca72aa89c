import { Button, Tooltip } from '@mantine/core'
import { Play } from 'lucide-react'

interface StartButtonProps {
  label: string
  start: () => void
  /** Why it cannot be started, as a sentence: the button stays focusable and says it. */
  obstacle?: string | null
  isStarting?: boolean
  isSmall?: boolean
  /** Not filled: the same is offered more prominently elsewhere in the view. */
  isQuiet?: boolean
  /** What will be started, in a title. */
  intent?: string
}

/** Computes: filled, with a play icon. What only leads to another view is a GoTo. */
export function StartButton({
  label,
  start,
  obstacle,
  isStarting,
  isSmall,
  isQuiet,
  intent,
}: StartButtonProps) {
  return (
    <Tooltip label={obstacle} disabled={!obstacle}>
      <Button
        // A title, not a tooltip, which would take the next Escape from a canvas while it is open.
        title={obstacle ? undefined : intent}
        variant={isQuiet ? 'default' : undefined}
        size={isSmall ? 'compact-xs' : undefined}
        leftSection={<Play size={isSmall ? 11 : 13} aria-hidden />}
        loading={isStarting}
        // What the tour points at.
        data-starts
        data-disabled={obstacle ? true : undefined}
        aria-disabled={obstacle ? true : undefined}
        onClick={obstacle ? undefined : start}
      >
        {label}
      </Button>
    </Tooltip>
  )
}
