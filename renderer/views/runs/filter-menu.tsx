import { Checkbox, NativeSelect, NumberInput } from '@mantine/core'
import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import { RUN_COLUMN_IDS, RUN_COLUMNS, type RunColumnId, type RunSummary } from '../../../contract'
import { filterRuns, useRunsTable } from '../../state/runs-table'
import { formatCount } from '../../widgets/format'
import { unitOf, valueText } from './filter-text'
import styles from './filter-menu.module.css'
import { ChoiceList, ListPopover } from './list-popover'
import { valuesOf } from './run-list'

/** Filters the list by the values that a column has, or by a range of its numbers. */
export function FilterMenu({ runs }: { runs: RunSummary[] }) {
  const [column, setColumn] = useState<RunColumnId>('model')
  return (
    <ListPopover label="Filter" icon={<ListFilter size={13} />} name="Filter runs">
      <NativeSelect
        size="xs"
        label="Column"
        value={column}
        data={FILTERED.map((id) => ({ value: id, label: RUN_COLUMNS[id].title }))}
        onChange={(event) => setColumn(event.currentTarget.value as RunColumnId)}
      />
      {RUN_COLUMNS[column].isChoice ? (
        <Values column={column} runs={runs} />
      ) : (
        <Range key={column} column={column} />
      )}
    </ListPopover>
  )
}

/** Columns with few values, and numbers; names, notes and tags are searched. */
const FILTERED = RUN_COLUMN_IDS.filter((id) => {
  const { kind, isChoice } = RUN_COLUMNS[id]
  return isChoice || (kind !== 'text' && kind !== 'time')
})

function Values({ column, runs }: { column: RunColumnId; runs: RunSummary[] }) {
  const filter = useRunsTable(({ filters }) => filters.find((each) => each.column === column))
  const chosen = filter && 'values' in filter ? filter.values : []
  const toggle = (value: string | number) => {
    const others = chosen.filter((other) => other !== value)
    filterRuns({ column, values: others.length < chosen.length ? others : [...chosen, value] })
  }
  return (
    <ChoiceList name={`Values of ${RUN_COLUMNS[column].title}`}>
      {valuesOf(runs, column).map(({ value, count }) => (
        <Checkbox
          key={value}
          size="xs"
          label={`${valueText(column, value)} (${formatCount(count)})`}
          checked={chosen.includes(value)}
          onChange={() => toggle(value)}
        />
      ))}
    </ChoiceList>
  )
}

function Range({ column }: { column: RunColumnId }) {
  const filter = useRunsTable(({ filters }) => filters.find((each) => each.column === column))
  const { least, most } = filter && 'least' in filter ? filter : { least: null, most: null }
  const { unit, size } = unitOf(column)
  const shown = (value: number | null) => (value === null ? '' : Number((value / size).toPrecision(9)))
  const taken = (value: string | number) => (typeof value === 'number' ? value * size : null)
  return (
    <div className={styles.range}>
      <NumberInput
        size="xs"
        label="At least"
        suffix={unit}
        hideControls
        value={shown(least)}
        onChange={(value) => filterRuns({ column, least: taken(value), most })}
      />
      <NumberInput
        size="xs"
        label="At most"
        suffix={unit}
        hideControls
        value={shown(most)}
        onChange={(value) => filterRuns({ column, least, most: taken(value) })}
      />
    </div>
  )
}
