import { NumberInput, SegmentedControl } from '@mantine/core'
import { confirmForm } from '../../methods/activation/form'
import { differencesOf } from '../../state/differences'
import type { MethodRun } from '../../state/run-store'
import { ownerOf } from '../../state/owner'
import { usePromptSet } from '../../state/prompt-store'
import { stageForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { useWorkbench } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Space, Toolbar } from '../../widgets/panes'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import styles from './confirm-toolbar.module.css'
import { confirmRun, useConfirmObstacle, useConfirmRun } from './confirm-form'

/** Which sites are confirmed and how. */
export function ConfirmToolbar() {
  const { selected, top, ablation } = stageForm.use((form) => form)
  const what = confirmForm.use((form) => form.confirmWhat)
  const { run } = useStageRun('confirm')
  const { run: screen } = useStageRun('screen')
  const general = useObstacle()
  const obstacle = useConfirmObstacle(screen)
  return (
    <Toolbar label="Confirmation">
      <SegmentedControl
        size="xs"
        aria-label="What is confirmed"
        value={what}
        onChange={(value) => confirmForm.set({ confirmWhat: value as typeof what })}
        data={[
          { value: 'top', label: 'Top of the screening' },
          { value: 'selection', label: `Selection (${formatCount(selected.length)})` },
        ]}
      />
      {what === 'top' && (
        <NumberInput
          flex="none"
          w={64}
          size="xs"
          aria-label="How many sites"
          min={1}
          max={1000}
          allowDecimal={false}
          value={top}
          onChange={(value) => typeof value === 'number' && value >= 1 && stageForm.set({ top: value })}
        />
      )}
      {what === 'top' && screen && <OfScreening screen={screen} />}
      <DirectionField ablation={ablation} />
      <AblationField />
      <Space />
      <StageButton
        label="Confirm"
        run={run}
        config={() => confirmRun(screen)}
        obstacle={general ?? obstacle}
      />
    </Toolbar>
  )
}

/** Which screening proposes the sites, and how it differs from what would be confirmed now. */
function OfScreening({ screen }: { screen: MethodRun }) {
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  const config = useConfirmRun(screen)
  const others = differencesOf(screen.detail, { model, prompts, config, runName: (id) => id })
    .map(({ what }) => what)
    .filter((what) => what !== 'method')
  const difference = others.length > 0 ? `, which differs in ${others.join(', ')}` : ''
  const text = `of ${ownerOf(screen.summary).run}${difference}`
  return (
    <span className={styles.label} data-other={difference !== '' || undefined} title={text}>
      {text}
    </span>
  )
}
