import { ActionIcon, Button, Checkbox } from '@mantine/core'
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react'
import { RUN_COLUMN_IDS, RUN_COLUMNS, type RunColumnId } from '../../../contract'
import { moveColumn, resetColumns, toggleColumn, useRunsTable } from '../../state/runs-table'
import styles from './columns-menu.module.css'
import { ChoiceList, ListPopover } from './list-popover'

/** Which columns the list has, and in which order. */
export function ColumnsMenu() {
  const columns = useRunsTable((state) => state.columns)
  const hidden = RUN_COLUMN_IDS.filter((id) => !columns.includes(id))
  return (
    <ListPopover label="Columns" icon={<Columns3 size={13} />} name="Columns of the list">
      <ChoiceList name="Columns in their order">
        {columns.map((id, position) => (
          <ShownColumn key={id} id={id} isFirst={position === 0} isLast={position === columns.length - 1} />
        ))}
        {hidden.map((id) => (
          <Choice key={id} id={id} isShown={false} />
        ))}
      </ChoiceList>
      <Button variant="default" size="compact-xs" onClick={resetColumns}>
        Usual columns
      </Button>
    </ListPopover>
  )
}

function Choice({ id, isShown }: { id: RunColumnId; isShown: boolean }) {
  const { title, explained } = RUN_COLUMNS[id]
  return (
    <Checkbox size="xs" label={title} title={explained} checked={isShown} onChange={() => toggleColumn(id)} />
  )
}

function ShownColumn({ id, isFirst, isLast }: { id: RunColumnId; isFirst: boolean; isLast: boolean }) {
  const { title } = RUN_COLUMNS[id]
  return (
    <div className={styles.column}>
      <Choice id={id} isShown />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="xs"
        aria-label={`Move ${title} forward`}
        disabled={isFirst}
        onClick={() => moveColumn(id, -1)}
      >
        <ArrowUp size={12} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="xs"
        aria-label={`Move ${title} back`}
        disabled={isLast}
        onClick={() => moveColumn(id, 1)}
      >
        <ArrowDown size={12} />
      </ActionIcon>
    </div>
  )
}
