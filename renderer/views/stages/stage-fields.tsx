import { updateStages, useStages } from '../../state/stages'
import { DirectionChoice } from '../../widgets/method-fields'

/** The same direction in every stage; Discover has its own. */
export function DirectionField() {
  const direction = useStages((state) => state.direction)
  return <DirectionChoice value={direction} onChange={(value) => updateStages({ direction: value })} />
}
