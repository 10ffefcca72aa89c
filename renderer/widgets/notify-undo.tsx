import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { notify } from '../state/notify'

/** Says what was done and offers to undo it for a while; returns the function that withdraws the offer. */
export function notifyUndo(message: string, undo: () => void): () => void {
  const id = notify({
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <span style={{ overflowWrap: 'anywhere' }}>{message}</span>
        <Button
          size="compact-xs"
          variant="default"
          flex="none"
          onClick={() => {
            undo()
            notifications.hide(id)
          }}
        >
          Undo
        </Button>
      </Group>
    ),
    color: 'gray',
    autoClose: 20_000,
  })
  return () => notifications.hide(id)
}
