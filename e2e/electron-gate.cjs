// Loaded into Electron before our app (`-r`). Delays `ready` until Playwright is connected, which calls
// __playwright_run: a window that loads while it connects can leave Playwright waiting forever.
const { app } = require('electron')

const ready = app.whenReady()
const connected = new Promise((resolve) => (globalThis.__playwright_run = resolve))
app.whenReady = () => Promise.all([ready, connected]).then(() => undefined)
