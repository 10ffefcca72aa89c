import { app } from 'electron'
import { setupAppProtocol, setupScheme } from './electron/app-protocol'
import { setupDialogs } from './electron/dialogs'
import { setupDownloads } from './electron/downloads'
import { setupHostRelay } from './electron/host-relay'
import { isFirstInstance, setupLifecycle, setupStoreChoice } from './electron/lifecycle'
import { setupMenu } from './electron/menu'
import { setupPermissions, setupSecurity } from './electron/security'
import { startHost } from './electron/start-host'
import { setupWindow } from './electron/window'
import { HostClient } from './host/host-client'

const host = new HostClient({ spawn: startHost })

const beforeReady = [setupSecurity, setupScheme]
const whenReady = [
  setupPermissions,
  setupAppProtocol,
  setupMenu,
  setupDialogs,
  setupDownloads,
  setupHostRelay,
  setupLifecycle,
  setupWindow,
]

setupStoreChoice()
if (isFirstInstance()) {
  for (const setup of beforeReady) setup()
  void app.whenReady().then(() => {
    for (const setup of whenReady) setup(host)
  })
} else {
  app.quit()
}
