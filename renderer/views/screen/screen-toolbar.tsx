import { Button, Checkbox, NativeSelect, Popover, Stack, Tooltip } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { PLACE_LABEL } from '../../state/places'
import { flatMetric, useObstacle } from '../../state/use-obstacle'
import { updateStages, useStageRun, useStages, type ScreenMethod } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { Toolbar } from '../../widgets/panes'
import { UseLogitDifference } from '../stages/flat-metric'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import styles from '../stages/stages.module.css'
import { availablePlaces, effectivePlaces, METHOD_OPTIONS, screenAblation, screenConfig } from './screen-form'

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
      <PlacesField />
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

function PlacesField() {
  const stages = useStages()
  const model = useWorkbench((state) => state.model)
  const chosen = effectivePlaces(stages, model)
  return (
    <Popover position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronDown size={13} />} aria-label="Places">
          Places: {chosen.length}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label="Places to screen">
          {availablePlaces(stages.screenMethod, model).map((place) => (
            <Checkbox
              key={place}
              size="xs"
              label={PLACE_LABEL[place]}
              checked={chosen.includes(place)}
              disabled={chosen.length === 1 && chosen[0] === place}
              onChange={(event) =>
                updateStages({
                  places: event.currentTarget.checked
                    ? [...chosen, place]
                    : chosen.filter((other) => other !== place),
                })
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
