import { NativeSelect } from '@mantine/core'
import { useEffect } from 'react'
import { MAX_BATCH, MAX_RUNS_AT_ONCE, type SettingsInfo } from '../../../contract'
import { changeSettings, followSettings, useSettings } from '../../state/settings'
import { formatPlural } from '../../widgets/format'
import { Section } from '../../widgets/panes'
import { DeviceSetting } from './device-setting'
import { MemorySetting } from './memory-setting'
import { ROW } from './setting-row'
import styles from './computing-settings.module.css'

/** How runs are computed. */
export function ComputingSettings() {
  useEffect(followSettings, [])
  const info = useSettings((state) => state.info)
  return (
    <Section title="Computing">
      <p className={styles.note}>
        For runs that are started or resumed from now on. Each run records what it was computed with.
      </p>
      {info && (
        <div className={styles.rows}>
          <Threads info={info} />
          <CutsAtOnce info={info} />
          <RunsAtOnce info={info} />
          <MemorySetting info={info} />
          <DeviceSetting info={info} />
        </div>
      )}
    </Section>
  )
}

function Threads({ info: { settings, cores, defaultThreads } }: { info: SettingsInfo }) {
  // A number saved on a machine with more cores can still be chosen.
  const most = Math.max(cores, settings.threads ?? 1)
  const counts = Array.from({ length: most }, (_, i) => String(i + 1))
  const hint = `Default: ${defaultThreads}, ${whyThreads(cores)}. The number changes no decisions except borderline ones.`
  return (
    <NativeSelect
      classNames={ROW}
      size="xs"
      label="Threads"
      description={hint}
      value={settings.threads ?? 'auto'}
      data={[{ value: 'auto', label: `Automatic (${defaultThreads})` }, ...counts]}
      onChange={({ currentTarget: { value } }) =>
        void changeSettings({ threads: value === 'auto' ? null : Number(value) })
      }
    />
  )
}

function whyThreads(cores: number): string {
  return cores > 8 ? `the most that help on ${formatPlural(cores, 'core')}` : 'one for each core'
}

function CutsAtOnce({ info: { settings } }: { info: SettingsInfo }) {
  const fixed = Array.from({ length: MAX_BATCH - 1 }, (_, i) => ({
    value: String(i + 1),
    label: i === 0 ? 'One at a time' : `Up to ${i + 1}`,
  }))
  const hint = `Default: automatic, as many as help, up to ${MAX_BATCH}. The number changes no decisions except borderline ones. Fewer need less memory.`
  return (
    <NativeSelect
      classNames={ROW}
      size="xs"
      label="Cuts tried at once (K)"
      description={hint}
      value={String(settings.batch)}
      data={[{ value: String(MAX_BATCH), label: `Automatic, up to ${MAX_BATCH}` }, ...fixed]}
      onChange={({ currentTarget: { value } }) => void changeSettings({ batch: Number(value) })}
    />
  )
}

function RunsAtOnce({ info: { settings, defaultRunsAtOnce } }: { info: SettingsInfo }) {
  const counts = Array.from({ length: MAX_RUNS_AT_ONCE }, (_, i) => String(i + 1))
  const hint =
    'Of sweeps; they share threads and memory. A run that is started by hand is computed alone, when its turn comes.'
  return (
    <NativeSelect
      classNames={ROW}
      size="xs"
      label="Runs at once"
      description={hint}
      value={settings.runsAtOnce ?? 'auto'}
      data={[{ value: 'auto', label: `Automatic (${defaultRunsAtOnce})` }, ...counts]}
      onChange={({ currentTarget: { value } }) =>
        void changeSettings({ runsAtOnce: value === 'auto' ? null : Number(value) })
      }
    />
  )
}
