import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from './shell-processes'
import { type App, expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

test('the folder chosen in the native dialog is opened; a cancelled dialog changes nothing', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const facts = app.page.getByRole('complementary', { name: 'Open model' })
  const choose = (filePaths: string[]) =>
    app.electron!.evaluate(({ dialog }, paths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: paths.length === 0, filePaths: paths })
    }, filePaths)
  await bench.show('Model')
  await expect(facts).toContainText('sample:induction')
  const browse = async () => {
    await app.page.getByRole('button', { name: 'Browse' }).click()
    await app.page.getByRole('menuitem', { name: 'Model folder…' }).click()
  }
  await choose([])
  await browse()
  await expect(facts).toContainText('sample:induction')
  const folder = path.join(import.meta.dirname, '../samples/induction')
  await choose([folder])
  await browse()
  await expect(facts).toContainText(folder)
  await bench.runToTheEnd()
  await bench.seeCircuit(SAMPLE_CIRCUIT)
})

test('the window keeps its size over a restart, and has a smallest usable size', async ({ app }) => {
  const measure = () =>
    app.electron!.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return { size: window.getSize(), smallest: window.getMinimumSize(), title: window.getTitle() }
    })
  const expected = {
    size: [1200, 800],
    smallest: [1024, 700],
    title: expect.stringContaining('Patchbay') as unknown,
  }
  // Its position too, but that cannot be set on a display without a window manager.
  await app.electron!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setSize(1200, 800))
  await expect.poll(measure).toEqual(expected)
  await app.restart()
  expect(await measure()).toEqual(expected)
})

/** Starts the app once more, as a user would on the same machine. */
function startAgain(app: App, store: string): ChildProcess {
  const args = app
    .electron!.process()
    .spawnargs.slice(1)
    .filter((arg) => !/^--(inspect|remote-debugging-port)/.test(arg))
  const gate = args.indexOf('-r')
  if (gate >= 0) args.splice(gate, 2)
  const env = { ...process.env, PATCHBAY_NODE: process.execPath }
  return spawn(process.env.PATCHBAY_E2E_ELECTRON!, [...args, '--db', store], { stdio: 'ignore', env })
}

test('a second start on the same store shows the first window instead of opening another', async ({
  app,
}) => {
  const [code] = (await once(startAgain(app, path.join(app.folder, 'patchbay.db')), 'exit')) as [number]
  expect(code).toBe(0)
  expect(app.electron!.windows()).toHaveLength(1)
  expect(await app.hostPid()).toBeGreaterThan(0)
})

test('a second start on another store opens that one beside the first', async ({ app }) => {
  const other = path.join(app.folder, 'other.db')
  const second = startAgain(app, other)
  const ended = once(second, 'exit')
  await expect.poll(() => existsSync(other)).toBe(true)
  expect(second.exitCode).toBe(null)
  expect(await app.hostPid()).toBeGreaterThan(0)
  second.kill('SIGTERM')
  await ended
})

test('no host outlives Electron, neither a closed window nor kill -9', async ({ app }) => {
  const first = await app.hostPid()
  await app.restart()
  expect(isAlive(first)).toBe(false)
  const second = await app.hostPid()
  app.electron!.process().kill('SIGKILL')
  await expect.poll(() => isAlive(second)).toBe(false)
})

test('windows are sandboxed and only our page gets answers', async ({ app }) => {
  const preferences = await app.electron!.evaluate(({ webContents }) => {
    const [contents] = webContents.getAllWebContents()
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = (
      contents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
    ).getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })

  // A window at another address, though it has our preload, gets no answer.
  const answer = await app.electron!.evaluate(async ({ app: electronApp, BrowserWindow }) => {
    const preload = `${electronApp.getAppPath()}/out/preload/preload.cjs`
    const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
    await window.loadURL('data:text/html,stranger')
    const received: unknown = await window.webContents.executeJavaScript(
      `window.patchbay.call('app.info', {})`,
    )
    window.destroy()
    return received
  })
  expect(answer).toEqual({
    ok: false,
    error: { code: 'bad-input', message: 'This page may not call Patchbay.' },
  })
})

test('an export that cannot be saved is reported', async ({ app }) => {
  await app.electron!.evaluate(({ dialog, session }) => {
    const shown: string[] = []
    Object.assign(globalThis, { shown })
    dialog.showMessageBox = (...args: unknown[]) => {
      shown.push((args.at(-1) as { message: string }).message)
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }
    // A path where no file can exist: below a file.
    session.defaultSession.on('will-download', (_, item) => item.setSavePath('/dev/null/prompts.json'))
  })
  await new Workbench(app).show('Dataset')
  await app.page.getByRole('button', { name: 'More', exact: true }).click()
  await app.page.getByRole('menuitem', { name: 'Export as JSON' }).click()
  const shown = () => app.electron!.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)
  await expect.poll(shown).toEqual([expect.stringMatching(/\.json could not be saved\.$/)])
})

test('the menus have every command, and a click there is one in the window', async ({ app }) => {
  const bench = new Workbench(app)
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  const enabled = (id: string) =>
    app.electron!.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.enabled, id)
  await expect.poll(() => enabled('run.start')).toBe(true)
  expect(await enabled('go.judge')).toBe(false)
  await app.electron!.evaluate(({ Menu, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    Menu.getApplicationMenu()!.getMenuItemById('run.start')!.click(undefined, window, window.webContents)
  })
  await expect(bench.runState).toHaveText('finished · run 1')
  await expect.poll(() => enabled('go.judge')).toBe(true)
  // It says what it takes back.
  await bench.show('Dataset')
  await bench.field('Clean prompt', 1).fill('something else')
  const label = () =>
    app.electron!.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('edit.undo')?.label)
  await expect.poll(label).toBe('Undo edit row 1')
})

test('a picture is saved as a PDF of one page', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  const file = path.join(app.folder, 'circuit.pdf')
  await app.electron!.evaluate(({ session }, target) => {
    session.defaultSession.on('will-download', (_, item) => item.setSavePath(target))
  }, file)
  await app.page.getByRole('button', { name: 'Export', exact: true }).click()
  await app.page.getByRole('menuitem', { name: 'Picture as PDF', exact: true }).click()
  const read = () => (existsSync(file) ? readFileSync(file, 'latin1') : '')
  await expect.poll(() => read().slice(-6)).toContain('%%EOF')
  expect(read()).toMatch(/^%PDF-/)
  expect(read().match(/\/Type \/Page\b/g)).toHaveLength(1)
  expect(app.electron!.windows()).toHaveLength(1)
})
