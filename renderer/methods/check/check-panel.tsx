import type { CheckItem } from '../../../contract'
import { itemLine } from '../../views/self-check/check-lines'
import { CheckTable } from '../../views/self-check/check-table'
import { Panel, Panels } from '../../views/stages/panel'

/** Each check with the largest difference it found, and what to do where it failed. */
export function CheckPanel({ items }: { items: CheckItem[] }) {
  const passed = items.filter((item) => item.passed)
  return (
    <Panels>
      <Panel title="Self-check" note={`${passed.length} of ${items.length} passed`} isWide>
        <CheckTable lines={items.map(itemLine)} />
      </Panel>
    </Panels>
  )
}
