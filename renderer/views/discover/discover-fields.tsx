import { discoverForm } from '../../state/discover-form'
import { noisingAblation } from '../../state/stage-form'
import { AblationChoice, DirectionChoice } from '../../widgets/method-fields'

/** The ablation of what Discover starts. */
export function AblationField() {
  const ablation = discoverForm.use((form) => form.ablation)
  return <AblationChoice value={ablation} onChange={(value) => discoverForm.set({ ablation: value })} />
}

/** For a method that patches either way: its direction, and its ablation where there is a choice. */
export function PatchingFields({ hasAblation }: { hasAblation: boolean }) {
  const direction = discoverForm.use((form) => form.direction)
  const ablation = discoverForm.use((form) => (hasAblation ? noisingAblation(form) : 'resample'))
  return (
    <>
      <DirectionChoice
        value={direction}
        ablation={ablation}
        onChange={(value) => discoverForm.set({ direction: value })}
      />
      {hasAblation && direction === 'noising' && <AblationField />}
    </>
  )
}
