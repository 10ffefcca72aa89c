import { create } from 'zustand'
import type { Device, DeviceCheck, Settings, SettingsInfo } from '../../contract'
import { call, onEvent } from './client'
import { notifyProblem } from './notify'

interface SettingsStore {
  /** null until the host answered. */
  info: SettingsInfo | null
  /** What this session found out, by device and model: `checkKey`. */
  checks: Record<string, DeviceCheck>
  checking: Device | null
}

/** How runs are computed, as the host has it stored. */
export const useSettings = create<SettingsStore>(() => ({ info: null, checks: {}, checking: null }))

export const checkKey = (device: Device, modelHash: string): string => `${device} ${modelHash}`

/** Reads the settings now, and again whenever anyone changes them; returns the function that ends it. */
export function followSettings(): () => void {
  void readSettings()
  return onEvent((event) => {
    const isNews =
      event.type === 'settings-changed' || (event.type === 'host-status' && event.status === 'ready')
    if (isNews) void readSettings()
  })
}

async function readSettings(): Promise<void> {
  try {
    useSettings.setState({ info: await call('settings.get', {}) })
  } catch {
    // Nobody asked: the host says itself that it is lost, and the view shows that nothing is known.
  }
}

/** Shown as changed at once, and as it was again where the host does not take it. */
export async function changeSettings(settings: Partial<Settings>): Promise<void> {
  const before = useSettings.getState().info
  if (before) useSettings.setState({ info: { ...before, settings: { ...before.settings, ...settings } } })
  try {
    useSettings.setState({ info: await call('settings.set', settings) })
  } catch (error) {
    useSettings.setState({ info: before })
    notifyProblem('The setting was not changed', error)
  }
}

/** Holds a device against the cpu on this model; takes seconds, on a large model more. */
export async function checkDevice(device: Device, model: string): Promise<void> {
  useSettings.setState({ checking: device })
  try {
    const check = await call('settings.checkDevice', { model, device })
    useSettings.setState(({ checks }) => ({
      checks: { ...checks, [checkKey(device, check.modelHash)]: check },
    }))
  } catch (error) {
    notifyProblem(`${device} was not checked`, error)
  } finally {
    useSettings.setState({ checking: null })
  }
}
