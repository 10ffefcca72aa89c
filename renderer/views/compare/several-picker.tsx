import { Button, Menu } from '@mantine/core'
import { Plus } from 'lucide-react'
import { MAX_COMPARED, type RunSummary } from '../../../contract'
import { addCompared } from '../../state/compare'
import { menuTitle } from '../../state/owner'

/** Adds one more circuit to those beside each other, of a graph of the same size. */
export function SeveralPicker({
  runs,
  shown,
}: {
  runs: readonly RunSummary[]
  shown: readonly RunSummary[]
}) {
  const ids = shown.map(({ id }) => id)
  const size = shown[0]?.edgesTotal
  const others = runs
    .filter(({ id, edgesTotal }) => !ids.includes(id) && (size === undefined || edgesTotal === size))
    .sort((a, b) => b.number - a.number)
  const isFull = ids.length >= MAX_COMPARED
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<Plus size={13} />}
          disabled={others.length === 0 || isFull}
          title={isFull ? `At most ${MAX_COMPARED} circuits are shown beside each other` : undefined}
        >
          Add circuit
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
        {others.map((run) => (
          <Menu.Item key={run.id} onClick={() => addCompared(ids, run.id)}>
            {menuTitle(run)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
