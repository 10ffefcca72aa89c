import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { SiteFamily } from '../../../contract'
import { SITE_LABEL } from '../../state/sites'
import { screenForm } from '../../state/stage-form'
import { useWorkbench } from '../../state/workbench'
import { availableSites, effectiveSites, useScreenStart } from './screen-form'

/** Which families of sites are screened. */
export function SitesField() {
  const start = useScreenStart()
  const form = screenForm.use((fields) => fields)
  const model = useWorkbench((state) => state.model)
  const chosen = effectiveSites(form, start, model)
  const toggle = (site: SiteFamily, isChosen: boolean) =>
    screenForm.set({ sites: isChosen ? [...chosen, site] : chosen.filter((other) => other !== site) })
  return (
    <Popover position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronDown size={13} />}>
          Sites: {chosen.length}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label="Sites to screen">
          {availableSites(start, model).map((site) => (
            <Checkbox
              key={site}
              size="xs"
              label={SITE_LABEL[site]}
              checked={chosen.includes(site)}
              disabled={chosen.length === 1 && chosen[0] === site}
              onChange={(event) => toggle(site, event.currentTarget.checked)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
