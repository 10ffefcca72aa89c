import { type Page } from '@playwright/test'
import { expect, test } from './shells'

type Attempt = 'eval' | 'inline script' | 'fetch' | 'frame'

/**
 * The directive that blocked an attempt, or 'allowed' (never for a frame, which loads an error page). The attempt runs
 * in a timer: code that Playwright evaluates directly is exempt from the policy.
 */
function blockedBy(page: Page, attempt: Attempt): Promise<string> {
  return page.evaluate(
    (name) =>
      new Promise<string>((resolve) => {
        const allowed = () => resolve('allowed')
        const attempts: Record<Attempt, () => void> = {
          eval: () => new Function('done', 'done()')(allowed),
          'inline script': () => {
            const script = document.createElement('script')
            script.textContent = 'document.title = "another"'
            document.head.append(script)
            if (document.title === 'another') allowed()
          },
          fetch: () => void fetch('https://example.com/').then(allowed, () => undefined),
          frame: () => {
            const frame = document.createElement('iframe')
            frame.src = 'https://example.com/'
            document.body.append(frame)
          },
        }
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        })
        setTimeout(() => {
          try {
            attempts[name]()
          } catch {
            // eval also throws; the violation event names the directive
          }
        })
      }),
    attempt,
  )
}

test('the content security policy blocks eval, inline script, other servers and frames', async ({ app }) => {
  expect(await blockedBy(app.page, 'eval')).toBe('script-src')
  expect(await blockedBy(app.page, 'inline script')).toBe('script-src-elem')
  expect(await blockedBy(app.page, 'fetch')).toBe('connect-src')
  expect(await blockedBy(app.page, 'frame')).toBe('frame-src')
  await expect(app.page).toHaveTitle(/Patchbay/)
})

test('the page has no access to Node, and to nothing of Electron but the bridge', async ({ app }) => {
  const found = await app.page.evaluate(() => {
    const names = ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron']
    return names.filter((name) => name in window)
  })
  expect(found).toEqual([])
  const verbs = await app.page.evaluate(() => Object.keys(window.patchbay!).sort())
  expect(verbs).toEqual([
    'call',
    'cancel',
    'makePdf',
    'onCommand',
    'onEvent',
    'openWindow',
    'pathOf',
    'pickPath',
    'shell',
    'showCommands',
  ])
  // Only a file that a person dropped has a path.
  expect(await app.page.evaluate(() => window.patchbay!.pathOf(new File([], 'made-up.onnx')))).toBe(null)
  expect(await app.page.evaluate(() => window.patchbay!.shell)).toBe(app.shell)
})

test('the page cannot navigate elsewhere and opens no windows', async ({ app }) => {
  const before = app.page.url()
  expect(await app.page.evaluate(() => window.open('http://127.0.0.1:9/') === null)).toBe(
    app.shell === 'electron',
  )
  if (app.shell === 'browser') return // a browser's user may open tabs and navigate
  await app.page.evaluate(() => void setTimeout(() => (location.href = 'http://127.0.0.1:9/')))
  await app.page.evaluate(() => void setTimeout(() => (location.href = 'file:///etc/passwd')))
  await app.hostPid() // a round trip to the shell after both attempts
  expect(app.page.url()).toBe(before)
  expect(app.electron!.windows()).toHaveLength(1)
})

test('permissions are refused', async ({ app }) => {
  const states = await app.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(states.filter((state) => state === 'granted')).toEqual([])
})
