import type { Ablation } from '../../../contract'
import { stageForm } from '../../state/stage-form'
import { AblationChoice, DirectionChoice } from '../../widgets/method-fields'

/** The same direction in every stage; Discover has its own. */
export function DirectionField({ ablation }: { ablation: Ablation }) {
  const direction = stageForm.use((form) => form.direction)
  return (
    <DirectionChoice
      value={direction}
      ablation={ablation}
      onChange={(value) => stageForm.set({ direction: value })}
    />
  )
}

/** The same ablation in every stage that patches. */
export function AblationField() {
  const ablation = stageForm.use((form) => form.ablation)
  return <AblationChoice value={ablation} onChange={(value) => stageForm.set({ ablation: value })} />
}
