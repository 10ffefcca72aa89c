import type { Ablation } from '../../../contract'
import { updateStages, useStages } from '../../state/stages'
import { AblationChoice, DirectionChoice } from '../../widgets/method-fields'

/** The same direction in every stage; Discover has its own. */
export function DirectionField({ ablation }: { ablation: Ablation }) {
  const direction = useStages((state) => state.direction)
  return (
    <DirectionChoice
      value={direction}
      ablation={ablation}
      onChange={(value) => updateStages({ direction: value })}
    />
  )
}

/** The same ablation in every stage that patches. */
export function AblationField() {
  const ablation = useStages((state) => state.ablation)
  return <AblationChoice value={ablation} onChange={(value) => updateStages({ ablation: value })} />
}
