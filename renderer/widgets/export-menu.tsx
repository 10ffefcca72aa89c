import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'

/** The menu of what can be saved of a view; its entries are `Menu.Item`s. */
export function ExportMenu({ children }: { children: ReactNode }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label="Export">
          <ActionIcon variant="subtle" color="gray" aria-label="Export">
            <Download size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
