import { SegmentedControl } from '@mantine/core'
import type { SweepDetail } from '../../../contract'
import { showSweepPart, useSweepPart, type SweepPart } from '../../state/sweep-part'
import { CircuitsCompared } from './circuits-compared'
import { StabilityOfSweep } from './stability/stability-of-sweep'
import { SweepRuns } from './sweep-runs'
import { SweepTable } from './sweep-table'

/** The circuits below the charts: their numbers, small pictures of them, how much each two share, how stable they are, or their runs. */
export function SweepCircuits({ detail }: { detail: SweepDetail }) {
  const shown = useSweepPart(({ part }) => part)
  const actions = (
    <SegmentedControl
      size="xs"
      aria-label="Circuits as"
      value={shown}
      onChange={(value) => showSweepPart(value as SweepPart)}
      data={[
        { value: 'table', label: 'Table' },
        { value: 'pictures', label: 'Pictures' },
        { value: 'jaccard', label: 'Jaccard' },
        { value: 'stability', label: 'Stability' },
        { value: 'runs', label: 'Runs' },
      ]}
    />
  )
  if (shown === 'stability') return <StabilityOfSweep detail={detail} actions={actions} />
  if (shown === 'runs') return <SweepRuns detail={detail} actions={actions} />
  return shown === 'table' ? (
    <SweepTable detail={detail} actions={actions} />
  ) : (
    <CircuitsCompared detail={detail} as={shown} actions={actions} />
  )
}
