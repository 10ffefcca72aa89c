import { create } from 'zustand'
import type { Device, DeviceCheck, Settings, SettingsInfo } from '../../contract'
import { call, onEvent } from './client'
import { notifyProblem } from './notify'

interface SettingsStore {
  /** null until the host answered. */
  info: SettingsInfo | null
  /** The checks made in this session, by device and model: `checkKey`. */
  checks: Record<string, DeviceCheck>
  checking: Device | null
}

/** How runs are computed, as the host has it stored. */
export const useSettings = create<SettingsStore>(() => ({ info: null, checks: {}, checking: null }))

export const checkKey = (device: Device, modelStamp: string): string => `${device} ${modelStamp}`

/** Reads the settings now, and again whenever anyone changes them; returns the function that ends it. */
export function followSettings(): () => void {
  void readSettings()
  return onEvent((event) => {
    const isChange =
      event.type === 'settings-changed' || (event.type === 'host-status' && event.status === 'ready')
    if (isChange) void readSettings()
  })
}

async function readSettings(): Promise<void> {
  try {
    useSettings.setState({ info: await call('settings.get', {}) })
  } catch {
    // Not the user's action: a lost host is reported anyway, and the view shows no settings.
  }
}

/** Shows the change at once, and reverts it where the host refuses it. */
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

/** Compares a device with the cpu on this model; takes seconds, longer on a large model. */
export async function checkDevice(device: Device, model: string): Promise<void> {
  useSettings.setState({ checking: device })
  try {
    const check = await call('settings.checkDevice', { model, device })
    useSettings.setState(({ checks }) => ({
      checks: { ...checks, [checkKey(device, check.modelStamp)]: check },
    }))
  } catch (error) {
    notifyProblem(`${device} could not be checked`, error)
  } finally {
    useSettings.setState({ checking: null })
  }
}
