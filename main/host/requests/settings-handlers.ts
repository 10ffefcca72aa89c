import { whenFree } from '../../store'
import type { HandlersOf } from './host-context'
import { checkDeviceName, settingsInfo } from '../runs/run-settings'

export const settingsHandlers = {
  async 'settings.get'(_args, { store }) {
    return settingsInfo(store())
  },

  async 'settings.set'(settings, { store, emit }) {
    if (settings.device) checkDeviceName(settings.device)
    await whenFree(() => store().settings.change(settings))
    emit({ type: 'settings-changed' })
    return settingsInfo(store())
  },

  async 'settings.checkDevice'({ model, device }, { models, devices }, signal) {
    checkDeviceName(device)
    const info = await models.get(model, signal)
    return devices.check(info, device, signal)
  },
} satisfies HandlersOf<'settings'>
