import { NativeSelect } from '@mantine/core'
import { ABLATIONS, type Ablation } from '../../../../contract'
import { judgeForm } from '../../../methods/evaluate/form'

/** What cut edges carry while the circuit is tested: what they did when it was found, unless another is chosen. */
export function TestAblationField() {
  const chosen = judgeForm.use((form) => form.testAblation)
  return (
    <NativeSelect
      flex="0 1 auto"
      miw={124}
      size="xs"
      aria-label="Ablation of the tests"
      title="What cut edges carry while the circuit is tested"
      value={chosen ?? ''}
      data={[
        { value: '', label: 'test as found' },
        ...ABLATIONS.map((ablation) => ({ value: ablation, label: `test with ${ablation}` })),
      ]}
      onChange={(event) =>
        judgeForm.set({ testAblation: (event.currentTarget.value || null) as Ablation | null })
      }
    />
  )
}
