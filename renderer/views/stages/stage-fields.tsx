import { SegmentedControl, Tooltip } from '@mantine/core'
import type { Direction } from '../../../contract'
import { DIRECTION_TEXT } from '../../state/method-names'
import { updateStages, useStages } from '../../state/stages'

/** Which run is patched with which; the same choice in every stage. */
export function DirectionField() {
  const direction = useStages((state) => state.direction)
  return (
    <Tooltip label={DIRECTION_TEXT[direction]}>
      <SegmentedControl
        size="xs"
        aria-label="Direction"
        value={direction}
        onChange={(value) => updateStages({ direction: value as Direction })}
        data={[
          { value: 'noising', label: 'Noising' },
          { value: 'denoising', label: 'Denoising' },
        ]}
      />
    </Tooltip>
  )
}
