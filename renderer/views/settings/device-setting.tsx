import { Button, Loader, Radio } from '@mantine/core'
import type { Device, DeviceCheck, SettingsInfo } from '../../../contract'
import { changeSettings, checkDevice, checkKey, useSettings } from '../../state/settings'
import { useWorkbench } from '../../state/workbench'
import { ROW } from './setting-row'
import styles from './device-setting.module.css'

const NAMES: Record<Device, string> = {
  cpu: 'cpu',
  webgpu: 'webgpu (graphics card)',
  dml: 'dml (DirectML)',
  coreml: 'coreml (Apple Core ML)',
}

/** Which device computes. An accelerator can be chosen once it agrees with the cpu on the open model. */
export function DeviceSetting({ info: { settings, devices } }: { info: SettingsInfo }) {
  return (
    <Radio.Group
      classNames={ROW}
      size="xs"
      label="Device"
      description="Default: cpu, on which everything is tested. Another device can be chosen once a check on the open model finds that it computes the same."
      value={settings.device}
      onChange={(device) => void changeSettings({ device: device as Device })}
    >
      <div className={styles.devices}>
        {devices.map((device) =>
          device === 'cpu' ? (
            <Radio key={device} size="xs" value={device} label={NAMES[device]} />
          ) : (
            <Accelerator key={device} device={device} isChosen={settings.device === device} />
          ),
        )}
      </div>
    </Radio.Group>
  )
}

function Accelerator({ device, isChosen }: { device: Device; isChosen: boolean }) {
  const model = useWorkbench((state) => state.model)
  const check = useSettings((state) => (model ? state.checks[checkKey(device, model.stamp)] : undefined))
  const checking = useSettings((state) => state.checking)
  const canCheck = model !== null && checking === null
  return (
    <div>
      <div className={styles.deviceRow}>
        <Radio
          size="xs"
          value={device}
          label={NAMES[device]}
          disabled={!isChosen && !check?.passed}
          aria-describedby={`${device}-result`}
        />
        {/* Not `disabled`, which would take the focus away. */}
        <Button
          variant="default"
          size="compact-xs"
          leftSection={checking === device && <Loader size={10} color="gray" />}
          aria-disabled={!canCheck}
          data-disabled={!canCheck || undefined}
          onClick={canCheck ? () => void checkDevice(device, model.path) : undefined}
        >
          Check {device} against cpu
        </Button>
      </div>
      <p id={`${device}-result`} role="status" className={styles.result} data-passed={check?.passed}>
        {resultText(check, model?.name, isChosen, checking === device)}
      </p>
    </div>
  )
}

function resultText(
  check: DeviceCheck | undefined,
  model: string | undefined,
  isChosen: boolean,
  isChecking: boolean,
): string {
  if (isChecking) return 'Computing a few prompts on both…'
  if (check) return check.message
  if (!model) return 'Open a model to check it on.'
  return isChosen ? 'Each run checks it on its own model before it starts.' : `Not checked on ${model} yet.`
}
