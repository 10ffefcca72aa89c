import { app } from 'electron'
import { setupAppProtocol, setupScheme } from './app-protocol'
import { setupDialogs } from './dialogs'
import { setupDownloads } from './downloads'
import { setupHostRelay } from './host-relay'
import { isFirstInstance, setupLifecycle, setupStoreChoice } from './lifecycle'
import { setupMenu } from './menu'
import { setupPdf } from './pdf'
import { setupPermissions, setupSecurity } from './security'
import { startHost, startsBeforeReady } from './start-host'
import { setupWindow } from './window'
import { HostClient } from '../../host/process/host-client'

const host = new HostClient({ spawn: startHost })

const beforeReady = [setupSecurity, setupScheme]
const whenReady = [
  setupPermissions,
  setupAppProtocol,
  setupMenu,
  setupDialogs,
  setupDownloads,
  setupPdf,
  setupHostRelay,
  setupLifecycle,
  setupWindow,
]

setupStoreChoice()
if (isFirstInstance()) {
  for (const setup of beforeReady) setup()
  if (startsBeforeReady) host.start()
  void app.whenReady().then(() => {
    for (const setup of whenReady) setup(host)
  })
} else {
  app.quit()
}
