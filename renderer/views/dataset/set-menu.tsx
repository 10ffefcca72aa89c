import { Button, Menu } from '@mantine/core'
import { Copy, Download, Ellipsis } from 'lucide-react'
import { promptFile } from '../../../contract'
import { isBlank } from '../../state/prompt-draft'
import { currentPromptSet, usePrompts } from '../../state/prompt-store'
import { downloadText, safeFileName } from '../../widgets/files'

/** What is done with a set now and then. */
export function SetMenu({ onSaveAs }: { onSaveAs: () => void }) {
  const isEmpty = usePrompts((state) => state.draft.rows.every(isBlank))
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button flex="none" variant="default" leftSection={<Ellipsis size={13} />}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Copy size={14} />} disabled={isEmpty} onClick={onSaveAs}>
          Save as…
        </Menu.Item>
        <Menu.Item
          leftSection={<Download size={14} />}
          disabled={isEmpty}
          title="JSON that AutoCircuit reads too, with all that was chosen for the set"
          onClick={exportSet}
        >
          Export as JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function exportSet(): void {
  const set = currentPromptSet()
  downloadText(`${safeFileName(set.name)}.json`, `${JSON.stringify(promptFile(set), null, 2)}\n`)
}
