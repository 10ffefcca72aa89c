import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { useHost } from '../../state/host'
import { updateWorkbench, useWorkbench } from '../../state/workbench'
import { Facts, Page, Section } from '../../widgets/panes'
import { ComputingSettings } from './computing-settings'
import styles from './settings-view.module.css'

export function SettingsView() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const motion = useWorkbench((state) => state.motion)
  const info = useHost((state) => state.info)
  return (
    <Page title="Settings">
      <div className={styles.page}>
        <ComputingSettings />
        <Section title="Theme">
          <SegmentedControl
            aria-label="Theme"
            size="xs"
            value={colorScheme}
            onChange={(choice) => setColorScheme(choice as 'auto' | 'dark' | 'light')}
            data={[
              { value: 'auto', label: 'System' },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
        </Section>
        <Section title="Motion">
          <Switch
            label="Less motion: no fades while edges are removed"
            checked={motion === 'reduced'}
            onChange={(event) =>
              updateWorkbench({ motion: event.currentTarget.checked ? 'reduced' : 'system' })
            }
          />
        </Section>
        <Section title="About">
          <Facts
            facts={[
              ['Patchbay', info?.version],
              ['Store', info?.storePath],
              ['Host process', info && String(info.hostPid)],
            ]}
          />
        </Section>
      </div>
    </Page>
  )
}
