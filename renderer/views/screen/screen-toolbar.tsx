import { NativeSelect } from '@mantine/core'
import { SCREEN_STARTS } from '../../methods/registry'
import { screenForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { useWorkbench } from '../../state/workbench'
import { Space, Toolbar } from '../../widgets/panes'
import { TermArea } from '../../widgets/term'
import { InsteadOf } from '../stages/flat-metric'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import {
  screenConfig,
  useFlatMetric,
  useScreenAblation,
  useScreenConfig,
  useScreenStart,
} from './screen-form'
import { SitesField } from './sites-field'

/** What is screened and how. */
export function ScreenToolbar() {
  const start = useScreenStart()
  const model = useWorkbench((state) => state.model)
  const { run } = useStageRun('screen')
  const config = useScreenConfig()
  const obstacle = useObstacle(config?.metric)
  const { ablation, isOffered } = useScreenAblation()
  const flat = useFlatMetric()
  return (
    <Toolbar label="Screening">
      <TermArea text={start.label}>
        <NativeSelect
          flex="0 1 auto"
          miw={90}
          size="xs"
          aria-label="Method"
          value={start.value}
          data={SCREEN_STARTS.map(({ value, label }) => ({ value, label }))}
          onChange={(event) => screenForm.set({ screenMethod: event.currentTarget.value })}
        />
      </TermArea>
      <DirectionField ablation={ablation} />
      {isOffered && <AblationField />}
      <SitesField />
      <Space />
      {flat && config && <InsteadOf metric={config.metric} why={flat} />}
      <StageButton label="Screen" run={run} config={() => screenConfig(model)} obstacle={obstacle} />
    </Toolbar>
  )
}
