import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { SweepDetail } from '../../../contract'
import { CircuitsCompared } from './circuits-compared'
import { SweepTable } from './sweep-table'

type Shown = 'table' | 'pictures' | 'jaccard'

/** The circuits below the charts: their numbers, small pictures of them, or how much each two share. */
export function SweepCircuits({ detail }: { detail: SweepDetail }) {
  const [shown, show] = useState<Shown>('table')
  const actions = (
    <SegmentedControl
      size="xs"
      aria-label="Circuits as"
      value={shown}
      onChange={(value) => show(value as Shown)}
      data={[
        { value: 'table', label: 'Table' },
        { value: 'pictures', label: 'Pictures' },
        { value: 'jaccard', label: 'Jaccard' },
      ]}
    />
  )
  return shown === 'table' ? (
    <SweepTable detail={detail} actions={actions} />
  ) : (
    <CircuitsCompared detail={detail} as={shown} actions={actions} />
  )
}
