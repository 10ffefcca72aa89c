import { NativeSelect, NumberInput } from '@mantine/core'
import type { RunSummary } from '../../../contract'
import { judgeForm, type JudgeForm } from '../../methods/evaluate/form'
import { isOfScores } from '../../state/finds'
import { menuTitle } from '../../state/owner'
import { isUnanswered } from '../../state/score-question'

interface ChoiceProps {
  /** What can be judged. */
  runs: readonly RunSummary[]
  judged: RunSummary | undefined
}

/** The run whose circuit is judged. */
export function CircuitField({ runs, judged }: ChoiceProps) {
  return (
    <NativeSelect
      flex="0 1 auto"
      miw={90}
      size="xs"
      aria-label="Circuit"
      disabled={!judged}
      value={judged?.id ?? ''}
      data={judged ? runs.map(optionOf) : [{ value: '', label: 'No circuit yet' }]}
      onChange={(event) => judgeForm.set({ judged: event.currentTarget.value })}
    />
  )
}

/** How many of the best edges make up the circuit. */
export function TopField({ judged }: { judged: RunSummary }) {
  const top = judgeForm.use((form) => form.judgeTop)
  return (
    <>
      <span className="dim">top</span>
      <NumberInput
        flex="none"
        w={64}
        size="xs"
        aria-label="Edges by score"
        min={1}
        max={judged.edgesTotal}
        allowDecimal={false}
        value={top}
        onChange={(value) => typeof value === 'number' && value >= 1 && judgeForm.set({ judgeTop: value })}
      />
    </>
  )
}

/** How its edges are ranked; by size where it is not known which sign matters. */
export function RankField({ judged }: { judged: RunSummary }) {
  const by = judgeForm.use((form) => form.judgeBy)
  const isSignKnown = !isUnanswered(judged)
  return (
    <NativeSelect
      flex="0 1 auto"
      miw={90}
      size="xs"
      aria-label="Ranked by"
      value={isSignKnown ? by : 'absolute'}
      data={[
        { value: 'absolute', label: 'by |score|' },
        { value: 'signed', label: 'by signed score', disabled: !isSignKnown },
      ]}
      onChange={(event) => judgeForm.set({ judgeBy: event.currentTarget.value as JudgeForm['judgeBy'] })}
    />
  )
}

/** The circuit that it is compared with: another one, chosen by other means than scores. */
export function ReferenceField(props: ChoiceProps & { reference: RunSummary | undefined }) {
  const { runs, judged, reference } = props
  const others = runs.filter((each) => each.id !== judged?.id && !isOfScores(each)).map(optionOf)
  return (
    <NativeSelect
      flex="0 1 auto"
      miw={90}
      size="xs"
      aria-label="Reference circuit"
      value={reference?.id ?? ''}
      data={[
        { value: '', label: 'No reference' },
        ...others.map(({ value, label }) => ({ value, label: `against ${label}` })),
      ]}
      onChange={(event) => judgeForm.set({ reference: event.currentTarget.value || null })}
    />
  )
}

function optionOf(run: RunSummary): { value: string; label: string } {
  return { value: run.id, label: menuTitle(run) }
}
