// Loaded into Electron before our app (`-r`): it becomes ready only once Playwright is connected, which calls
// __playwright_run. A window that loads amid that connecting can leave Playwright waiting for ever.
const { app } = require('electron')

const ready = app.whenReady()
const connected = new Promise((resolve) => (globalThis.__playwright_run = resolve))
app.whenReady = () => Promise.all([ready, connected]).then(() => undefined)
