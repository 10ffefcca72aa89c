import { NumberInput } from '@mantine/core'
import { HEADER_NUMBER } from '../../widgets/header-number'
import { TermArea } from '../../widgets/term'
import { eapForm } from './form'

/** How many steps EAP-IG takes. */
export function IgSteps() {
  const steps = eapForm.use((form) => form.igSteps)
  return (
    <TermArea text="IG steps">
      <NumberInput
        className={HEADER_NUMBER}
        size="xs"
        aria-label="Integrated-gradient steps"
        min={1}
        max={1000}
        clampBehavior="strict"
        allowDecimal={false}
        hideControls
        suffix=" steps"
        value={steps}
        onChange={(value) => typeof value === 'number' && eapForm.set({ igSteps: value })}
      />
    </TermArea>
  )
}
