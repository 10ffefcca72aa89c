import { Button, Checkbox, NativeSelect, Popover, Stack, Tooltip } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { SITE_LABEL } from '../../state/sites'
import { flatMetric, useObstacle } from '../../state/use-obstacle'
import { updateStages, useStageRun, useStages, type ScreenMethod } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { Toolbar } from '../../widgets/panes'
import { UseLogitDifference } from '../stages/flat-metric'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import styles from '../stages/stages.module.css'
import { availableSites, effectiveSites, METHOD_OPTIONS, screenAblation, screenConfig } from './screen-form'

/** What is screened and how. */
export function ScreenToolbar() {
  const method = useStages((state) => state.screenMethod)
  const model = useWorkbench((state) => state.model)
  const metric = useStages((state) => state.metric)
  const direction = useStages((state) => state.direction)
  const { run } = useStageRun('screen')
  const general = useObstacle()
  const ablation = useStages(screenAblation)
  const flat = method === 'activation' ? null : flatMetric(metric, direction)
  return (
    <Toolbar label="Screening">
      <Tooltip label={METHOD_OPTIONS.find((option) => option.value === method)?.text}>
        <NativeSelect
          className={styles.select}
          size="xs"
          aria-label="Method"
          value={method}
          data={METHOD_OPTIONS.map(({ value, label }) => ({ value, label }))}
          onChange={(event) => updateStages({ screenMethod: event.currentTarget.value as ScreenMethod })}
        />
      </Tooltip>
      <DirectionField ablation={ablation} />
      {(method === 'activation' || direction === 'noising') && <AblationField />}
      <SitesField />
      <div className={styles.toolbarSpace} />
      {flat && !general && <UseLogitDifference why={flat} />}
      <StageButton
        stage="screen"
        label="Screen"
        run={run}
        config={() => screenConfig(useStages.getState(), model)}
        obstacle={general ?? flat}
      />
    </Toolbar>
  )
}

function SitesField() {
  const stages = useStages()
  const model = useWorkbench((state) => state.model)
  const chosen = effectiveSites(stages, model)
  return (
    <Popover position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronDown size={13} />} aria-label="Sites">
          Sites: {chosen.length}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label="Sites to screen">
          {availableSites(stages.screenMethod, model).map((site) => (
            <Checkbox
              key={site}
              size="xs"
              label={SITE_LABEL[site]}
              checked={chosen.includes(site)}
              disabled={chosen.length === 1 && chosen[0] === site}
              onChange={(event) =>
                updateStages({
                  sites: event.currentTarget.checked
                    ? [...chosen, site]
                    : chosen.filter((other) => other !== site),
                })
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
