import { NativeSelect } from '@mantine/core'
import { AXIS_FACTS, type SweepAxis, type SweepAxisName, type SweepDetail } from '../../../contract'
import {
  filteredPoints,
  seriesAxes,
  setSweepFilter,
  useSweepFilter,
  varyingAxes,
} from '../../state/sweep-filter'
import { shownValue } from '../../state/sweep-words'
import { capitalised, formatCount } from '../../widgets/format'
import styles from './filter-bar.module.css'

/** What the lines of the charts are, and which circuits are shown; nothing where one axis alone differs. */
export function FilterBar({ detail }: { detail: SweepDetail }) {
  const filter = useSweepFilter(detail)
  const axes = varyingAxes(detail.spec)
  if (axes.length < 2) return null
  const shown = filteredPoints(detail.points, filter).length
  return (
    <div className={styles.bar} role="group" aria-label="Shown circuits">
      <label className={styles.field}>
        <span className="dim">One line for each of the</span>
        <NativeSelect
          size="xs"
          aria-label="One line for each of the"
          value={filter.series ?? ''}
          data={[
            ...seriesAxes(detail.spec).map(({ name }) => ({ value: name, label: AXIS_FACTS[name].plural })),
            { value: '', label: 'none: one line' },
          ]}
          onChange={(event) =>
            setSweepFilter(filter, { series: (event.currentTarget.value || null) as SweepAxisName | null })
          }
        />
      </label>
      {axes.map((axis) => (
        <AxisFilter
          key={axis.name}
          axis={axis}
          at={axis.values.findIndex((value) => value === filter.only[axis.name])}
          choose={(at) => {
            const { [axis.name]: _before, ...others } = filter.only
            setSweepFilter(filter, { only: at < 0 ? others : { ...others, [axis.name]: axis.values[at] } })
          }}
        />
      ))}
      <span role="status" className="dim">
        {formatCount(shown)} of {formatCount(detail.points.length)} circuits shown
      </span>
    </div>
  )
}

function AxisFilter(props: { axis: SweepAxis; at: number; choose: (at: number) => void }) {
  const { axis, at, choose } = props
  const { plural } = AXIS_FACTS[axis.name]
  return (
    <NativeSelect
      size="xs"
      aria-label={`Only of the ${plural}`}
      value={String(at)}
      data={[
        { value: '-1', label: `All ${plural}` },
        ...axis.values.map((value, index) => ({
          value: String(index),
          label: capitalised(shownValue(axis.name, value)),
        })),
      ]}
      onChange={(event) => choose(Number(event.currentTarget.value))}
    />
  )
}
