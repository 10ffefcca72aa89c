import { NativeSelect, NumberInput } from '@mantine/core'
import type { RunSummary } from '../../../contract'
import { judgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { methodLabel } from '../../methods/registry'
import { isOfScores } from '../../state/finds'
import { isUnanswered } from '../../state/score-question'
import { useStageRun } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { Toolbar } from '../../widgets/panes'
import { StageButton } from '../stages/stage-button'
import styles from '../stages/stages.module.css'
import { useJudgeChoice } from './use-judge-choice'

/** Which circuit is judged, and against which reference. */
export function JudgeToolbar() {
  const form = judgeForm.use((fields) => fields)
  const { run } = useStageRun('judge')
  const general = useObstacle()
  const { runs, judged, reference } = useJudgeChoice()
  const isScored = judged !== undefined && isOfScores(judged)
  const isSignKnown = judged !== undefined && !isUnanswered(judged)
  const obstacle = judged ? null : 'There is no circuit of this model yet: run ACDC or EAP in Discover.'
  return (
    <Toolbar label="Judging">
      <NativeSelect
        className={styles.select}
        size="xs"
        aria-label="Circuit"
        disabled={!judged}
        value={judged?.id ?? ''}
        data={judged ? runs.map(optionOf) : [{ value: '', label: 'No circuit yet' }]}
        onChange={(event) => judgeForm.set({ judged: event.currentTarget.value })}
      />
      {isScored && (
        <>
          <span className={styles.label}>top</span>
          <NumberInput
            className={styles.number}
            size="xs"
            aria-label="Edges by score"
            min={1}
            max={judged.edgesTotal}
            allowDecimal={false}
            value={form.judgeTop}
            onChange={(value) =>
              typeof value === 'number' && value >= 1 && judgeForm.set({ judgeTop: value })
            }
          />
        </>
      )}
      {(isScored || judged?.importedScores) && (
        <NativeSelect
          className={styles.select}
          size="xs"
          aria-label="Ranked by"
          value={isSignKnown ? form.judgeBy : 'absolute'}
          data={[
            { value: 'absolute', label: 'by |score|' },
            { value: 'signed', label: 'by signed score', disabled: !isSignKnown },
          ]}
          onChange={(event) => judgeForm.set({ judgeBy: event.currentTarget.value as 'signed' | 'absolute' })}
        />
      )}
      <NativeSelect
        className={styles.select}
        size="xs"
        aria-label="Reference circuit"
        value={reference?.id ?? ''}
        data={[
          { value: '', label: 'No reference' },
          ...runs
            .filter((each) => each.id !== judged?.id && !isOfScores(each))
            .map((each) => ({
              ...optionOf(each),
              label: `against ${optionOf(each).label}`,
            })),
        ]}
        onChange={(event) => judgeForm.set({ reference: event.currentTarget.value || null })}
      />
      <div className={styles.toolbarSpace} />
      <StageButton
        label="Judge"
        run={run}
        config={() => judgeConfig(form, judged, reference)}
        obstacle={general ?? obstacle}
      />
    </Toolbar>
  )
}

function optionOf({ id, number, name, method }: RunSummary): { value: string; label: string } {
  const title = name === `Run ${number}` ? name : `${number} · ${name}`
  return { value: id, label: `${title}, ${methodLabel(method)}` }
}
